// Connections: kept, given up in time, through proxies good and bad, with TLS. No request may wait without end.
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HttpClient, type HttpRequest } from '../../../src/adapters/hubspot/http.ts';
import { createHubSpotClient } from '../../../src/adapters/hubspot/hubspot-client.ts';
import { ping } from '../../../src/adapters/ping.ts';
import type { Exchange } from '../../../src/core/replies.ts';
import { sandboxWith } from '../../sandbox/support.ts';
import { close, portOf, serve } from '../../support/http-server.ts';
import { secured } from '../../support/loopback-tls.ts';
import { distant, startProxy } from '../../support/proxy.ts';

const PROXY_NAMES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);
const environment = { ...process.env };
const ends: (() => void)[] = [];

beforeEach(() => {
  for (const name of PROXY_NAMES) delete process.env[name];
});

afterEach(() => {
  for (const end of ends.splice(0)) end();
  Object.assign(process.env, environment);
});

function httpOf(url: string, connections = 4, connectTimeoutMs = 5_000): HttpClient {
  const http = new HttpClient(url, { connectTimeoutMs, connections });
  ends.push(() => http.close());
  return http;
}

function get(url: string, signal = new AbortController().signal): HttpRequest {
  return { method: 'GET', url, headers: {}, body: null, signal };
}

async function exchange(baseUrl: string): Promise<Exchange> {
  const options = { baseUrl, token: 'pat-secret', timeoutMs: 5_000, connections: 2, userAgent: 'test' };
  const client = createHubSpotClient(options);
  const path = '/crm/associations/2026-03/contacts/companies/labels';
  try {
    const request = { method: 'GET', path, body: null, purpose: 'labels' } as const;
    return await client.exchange(request, new AbortController().signal);
  } finally {
    client.close();
  }
}

/** A server that takes connections and never says a word. */
async function silentServer(): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${portOf(server as Server as Parameters<typeof portOf>[0])}`;
}

describe('a connection', () => {
  test('that nobody uses is left before the server would end it', async () => {
    const { url, server } = await serve((response) => response.end('{}'));
    // Told in the answer's header, in whole seconds.
    server.keepAliveTimeout = 3_000;
    const ended = new Promise<string>((resolve) => {
      server.on('connection', (socket: Socket) => {
        socket.on('end', () => resolve('by the client')).on('close', () => resolve('by the server'));
      });
    });
    await httpOf(url).send(get(url));
    expect(await ended).toBe('by the client');
  });

  test('that is not made in time has sent nothing', async () => {
    const url = `https://${await silentServer()}`;
    await expect(httpOf(url, 1, 50).send(get(url))).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  });

  test('whose certificate nobody vouches for has sent nothing', async () => {
    const { url, arrived } = await serve((response) => response.end('{}'));
    expect(await exchange((await secured(url)).url)).toMatchObject({
      kind: 'broken',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      fault: 'untrusted',
      mayBeApplied: false,
    });
    expect(arrived).toEqual([]);
  });
});

test('a request that waits for a connection is cut off at once, and those behind it go on', async () => {
  const { url, arrived } = await serve((response, { request }) => {
    if (request.url === '/slow') waiting.push(() => response.end('slow'));
    else response.end('quick');
  });
  const waiting: (() => void)[] = [];
  const http = httpOf(url, 1);
  const slow = http.send(get(`${url}/slow`));
  const controller = new AbortController();
  const queued = http.send(get(`${url}/never`, controller.signal));
  const behind = http.send(get(`${url}/behind`));
  controller.abort();
  await expect(queued).rejects.toMatchObject({ name: 'AbortError' });
  while (waiting.length === 0) await new Promise(setImmediate);
  waiting[0]?.();
  const bodies = (await Promise.all([slow, behind])).map(({ body }) => body.toString());
  expect(bodies).toEqual(['slow', 'quick']);
  expect(arrived.map(({ request }) => request.url)).toEqual(['/slow', '/behind']);
});

describe('a request through a proxy', () => {
  test('arrives', async () => {
    const sandbox = await sandboxWith();
    const proxy = await startProxy();
    process.env.http_proxy = proxy.url;
    expect(await exchange(distant(sandbox.url))).toMatchObject({ kind: 'response', httpStatus: 200 });
    expect(await ping(`${distant(sandbox.url)}/start`, { timeoutMs: 2_000, userAgent: 'test' })).toMatch(/HTTP 40[14]/);
    const target = distant(sandbox.url).slice('http://'.length);
    expect(proxy.asked.map((one) => one.target)).toEqual([target, target]);
  });

  test('uses the tunnels of those before', async () => {
    const { url } = await serve((response) => response.end('{}'));
    const proxy = await startProxy();
    process.env.HTTP_PROXY = proxy.url;
    const http = httpOf(distant(url));
    for (let count = 0; count < 12; count += 1) await http.send(get(distant(url)));
    // One may be taken a moment before the last one is free again.
    expect(proxy.asked.length).toBeLessThanOrEqual(2);
  });

  test('does not go there for hosts that the proxy is not for, nor for this machine', async () => {
    const { url } = await serve((response) => response.end('{}'));
    const proxy = await startProxy();
    Object.assign(process.env, { http_proxy: proxy.url, NO_PROXY: 'example.com,.test' });
    expect(await exchange(url)).toMatchObject({ kind: 'response' });
    // Which only the proxy could find.
    expect(await exchange(distant(url))).toMatchObject({
      kind: 'broken',
      code: expect.stringMatching(/^(?:ENOTFOUND|EAI_AGAIN)$/),
    });
    expect(proxy.asked).toEqual([]);
  });

  test('brings the user and password of the proxy to it, and to nobody else', async () => {
    const { url, arrived } = await serve((response) => response.end('{}'));
    const proxy = await startProxy();
    process.env.http_proxy = proxy.url.replace('//', '//jo:p%40ss@');
    expect(await exchange(distant(url))).toMatchObject({ kind: 'response' });
    const credentials = `Basic ${Buffer.from('jo:p@ss').toString('base64')}`;
    expect(proxy.asked[0]?.headers).toMatchObject({ 'proxy-authorization': credentials });
    expect(proxy.asked[0]?.headers.authorization).toBeUndefined();
    expect(arrived[0]?.request.headers).toMatchObject({ authorization: 'Bearer pat-secret' });
    expect(arrived[0]?.request.headers['proxy-authorization']).toBeUndefined();
  });

  test('that hangs up fails at once, and did certainly not leave', async () => {
    const proxy = await startProxy((socket) => void socket.destroy());
    process.env.http_proxy = proxy.url;
    expect(await exchange('http://hubspot.example')).toMatchObject({
      kind: 'broken',
      code: 'PROXY_FAILED',
      mayBeApplied: false,
    });
    expect(proxy.asked.length).toBe(1);
  });

  test('that refuses tells its status', async () => {
    const proxy = await startProxy((socket) => void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    process.env.http_proxy = proxy.url.replace('//', '//jo:geheim@');
    const refused = await exchange('http://hubspot.example');
    expect(refused).toMatchObject({ code: 'PROXY_FAILED', message: expect.stringContaining('HTTP 407') });
    expect(JSON.stringify(refused)).not.toContain('geheim');
  });

  test.each([
    ['at which nobody listens', async () => `http://127.0.0.1:${await closedPort()}`, /ECONNREFUSED/],
    ['of another kind', async () => 'socks5://127.0.0.1:1080', /"socks5:" not supported/],
    ['that is no URL', async () => 'http://jo:geheim@:80:80', /is no URL$/],
  ])('%s has passed nothing on', async (_what, proxyUrl, message) => {
    const { url, arrived } = await serve((response) => response.end('{}'));
    process.env.all_proxy = await proxyUrl();
    expect(await exchange(distant(url))).toMatchObject({
      code: 'PROXY_FAILED',
      mayBeApplied: false,
      message: expect.stringMatching(message),
    });
    expect(arrived).toEqual([]);
  });

  test('that says nothing is not waited for for ever', async () => {
    const proxy = await startProxy(() => undefined);
    process.env.http_proxy = proxy.url;
    expect(await ping('http://hc.example/abc', { timeoutMs: 200, userAgent: 'test' })).toContain('no answer');
  });

  test('may take longer than its tunnel may', async () => {
    const { url } = await serve((response) => void setTimeout(() => response.end('late'), 500));
    const proxy = await startProxy();
    process.env.http_proxy = proxy.url;
    const http = httpOf(distant(url), 1, 200);
    for (let turn = 0; turn < 2; turn += 1) expect((await http.send(get(distant(url)))).body.toString()).toBe('late');
    expect(proxy.asked.length).toBe(1);
  });

  test('to somebody who speaks no TLS certainly did not leave', async () => {
    const proxy = await startProxy();
    process.env.https_proxy = proxy.url;
    const url = distant(`https://${await silentServer()}`);
    await expect(httpOf(url, 1, 100).send(get(url))).rejects.toMatchObject({
      code: 'PROXY_FAILED',
      message: expect.stringContaining('no answer within 0.1 s'),
    });
  });

  test('is no longer asked for when the client is closed', async () => {
    let asked: (socket: Socket) => void = () => undefined;
    const asking = new Promise<Socket>((resolve) => {
      asked = resolve;
    });
    const proxy = await startProxy((socket) => asked(socket));
    process.env.http_proxy = proxy.url;
    const http = httpOf('http://hubspot.example', 1, 60_000);
    const answer = expect(http.send(get('http://hubspot.example'))).rejects.toMatchObject({ code: 'PROXY_FAILED' });
    const socket = await asking;
    const hungUp = new Promise((resolve) => socket.on('end', resolve).resume());
    http.close();
    await hungUp;
    await answer;
  });
});

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const { server } = await serve(() => undefined);
  const port = portOf(server);
  await close(server);
  return port;
}
