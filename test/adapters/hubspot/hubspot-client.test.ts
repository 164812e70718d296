import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HubSpotClient, HubSpotClientOptions } from '../../../src/adapters/hubspot/hubspot-client.ts';
import { createHubSpotClient } from '../../../src/adapters/hubspot/hubspot-client.ts';
import type { HubSpotRequest } from '../../../src/core/endpoints.ts';
import type { Exchange } from '../../../src/core/replies.ts';
import { close, portOf, serve } from '../../support/http-server.ts';

const TOKEN = 'pat-eu1-secret-0815';
const POST: HubSpotRequest = { method: 'POST', path: '/crm/x', body: '{"inputs":[]}', purpose: 'write' };
const GET: HubSpotRequest = { method: 'GET', path: '/crm/labels', body: null, purpose: 'labels' };

const clients: HubSpotClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

function clientOf(baseUrl: string, options: Partial<HubSpotClientOptions> = {}): HubSpotClient {
  const client = createHubSpotClient({
    baseUrl,
    token: TOKEN,
    timeoutMs: 20_000,
    connections: 4,
    userAgent: 'hs-assoc/test',
    ...options,
  });
  clients.push(client);
  return client;
}

/** Nothing that comes back may show the token, whatever went wrong. */
async function exchange(
  client: HubSpotClient,
  request = POST,
  signal = new AbortController().signal,
): Promise<Exchange> {
  const result = await client.exchange(request, signal);
  expect(JSON.stringify(result)).not.toContain(TOKEN);
  return result;
}

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const { server } = await serve(() => {});
  const port = portOf(server);
  await close(server);
  return port;
}

describe('a request', () => {
  test('carries the token, its body and who sends it', async () => {
    const { url, arrived } = await serve((response) => response.end('{}'));
    const client = clientOf(`${url}/gateway//`);
    await exchange(client);
    await exchange(client, GET);
    const seen = arrived.map(({ request: { method, url: path, headers }, body }) => ({ method, path, headers, body }));
    expect(seen).toMatchObject([
      {
        method: 'POST',
        path: '/gateway/crm/x',
        body: '{"inputs":[]}',
        headers: { 'content-type': 'application/json' },
      },
      { method: 'GET', path: '/gateway/crm/labels', body: '' },
    ]);
    expect(seen[0]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'user-agent': 'hs-assoc/test' });
    expect(seen[1]?.headers).not.toHaveProperty('content-type');
  });

  test('uses connections of those before', async () => {
    const { url, arrived } = await serve((response) => response.end('{}'));
    const client = clientOf(url);
    for (let count = 0; count < 12; count += 1) await exchange(client);
    // One may be taken a moment before the last one is free again.
    expect(new Set(arrived.map(({ request }) => request.socket.remotePort)).size).toBeLessThanOrEqual(2);
  });
});

describe('an answer', () => {
  const BIG = '{"results":[{"fromObjectId":9007199254740993}]}';
  test.each([
    ['as it is', {}, Buffer.from(BIG)],
    ['gzipped', { 'content-encoding': 'gzip' }, gzipSync(BIG)],
    ['compressed with brotli', { 'content-encoding': 'br' }, brotliCompressSync(BIG)],
    ['gzipped and shouting', { 'content-encoding': 'GZIP' }, gzipSync(BIG)],
  ])('comes %s, with every digit', async (_how, headers, bytes) => {
    const { url } = await serve((response) => response.writeHead(207, headers).end(bytes));
    expect(await exchange(clientOf(url))).toMatchObject({
      kind: 'response',
      httpStatus: 207,
      body: { results: [{ fromObjectId: '9007199254740993' }] },
    });
  });

  test.each([
    [502, '<html></html>', undefined],
    [204, '', null],
    [400, '{"category":"X"}', { category: 'X' }],
  ])('of %i with %j is a response all the same', async (status, text, body) => {
    const { url } = await serve((response) => response.writeHead(status).end(text));
    expect(await exchange(clientOf(url))).toMatchObject({ kind: 'response', httpStatus: status, body });
  });

  test.each([
    [429, 'gzip', Buffer.alloc(0), null],
    [401, 'gzip', Buffer.from('no gzip'), undefined],
    [201, 'gzip', gzipSync(BIG).subarray(0, 30), undefined],
    [503, 'br', Buffer.from('no brotli'), undefined],
  ])('of %i that cannot be unpacked (%s) keeps its status and headers', async (status, encoding, bytes, body) => {
    const headers = { 'content-encoding': encoding, 'retry-after': '3' };
    const { url } = await serve((response) => response.writeHead(status, headers).end(bytes));
    const answer = await exchange(clientOf(url));
    expect(answer).toMatchObject({ kind: 'response', httpStatus: status, body });
    expect(answer.kind === 'response' ? answer.headers['retry-after'] : '').toBe('3');
  });

  test('that repeats the token is handed on without it', async () => {
    const { url } = await serve((response, { request }) => {
      const said = `refused: ${request.headers.authorization}`;
      response.writeHead(400, { 'x-hubspot-correlation-id': said }).end(JSON.stringify({ message: said }));
    });
    const answer = await exchange(clientOf(url));
    expect(answer).toMatchObject({ kind: 'response', body: { message: 'refused: Bearer (token)' } });
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
  });

  test('has its header names in lower case, and repeated ones joined', async () => {
    const { url } = await serve((response) => {
      response.setHeader('X-HubSpot-RateLimit-Max', '190');
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      response.end('{}');
    });
    expect(await exchange(clientOf(url))).toMatchObject({
      headers: { 'x-hubspot-ratelimit-max': '190', 'set-cookie': 'a=1, b=2' },
    });
  });

  test('that redirects is not followed, so that the token goes nowhere else', async () => {
    const { url, arrived } = await serve((response) => response.writeHead(307, { location: '/elsewhere' }).end());
    expect(await exchange(clientOf(url))).toMatchObject({ kind: 'response', httpStatus: 307 });
    expect(arrived.length).toBe(1);
  });
});

describe('a write that may have been applied', () => {
  test.each<[string, Parameters<typeof serve>[0], RegExp]>([
    ['whose connection is cut', (response) => response.destroy(), /^ECONNRESET$/],
    [
      'whose answer is cut short',
      (response) => {
        response.writeHead(201, { 'content-length': '100' });
        response.write('{"status":', () => response.destroy());
      },
      /^ECONNRESET$/,
    ],
    [
      'whose answer does not end where any of HubSpot would',
      (response) => void response.writeHead(201).end(Buffer.alloc(129 * 1024 * 1024, ' ')),
      /^ANSWER_TOO_LARGE$/,
    ],
  ])('is one %s', async (_what, answer, code) => {
    const { url } = await serve(answer);
    const result = await exchange(clientOf(url));
    expect(result).toMatchObject({ kind: 'broken', fault: 'network', mayBeApplied: true });
    expect(result.kind === 'broken' ? result.code : '').toMatch(code);
  });

  test.each<[string, Parameters<typeof serve>[0]]>([
    ['never begins', () => {}],
    ['never ends', (response) => void response.writeHead(200).write('{')],
  ])('is one whose answer %s', async (_what, answer) => {
    const { url } = await serve(answer);
    const result = await exchange(clientOf(url, { timeoutMs: 60 }));
    expect(result).toEqual({ kind: 'broken', code: 'TIMEOUT', message: '', fault: 'timeout', mayBeApplied: true });
  });

  test('is one that was abandoned, before or while it was sent', async () => {
    const abandoned = { kind: 'broken', code: 'ABANDONED', message: '', fault: 'network', mayBeApplied: true };
    const controller = new AbortController();
    const { url } = await serve(() => controller.abort());
    const client = clientOf(url);
    expect(await exchange(client, POST, controller.signal)).toEqual(abandoned);
    expect(await exchange(client, POST, controller.signal)).toEqual(abandoned);
  });

  test('is one under way when the client is closed', async () => {
    let arrive: () => void = () => {};
    const arriving = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const { url } = await serve(() => arrive());
    const client = clientOf(url);
    const result = exchange(client);
    await arriving;
    client.close();
    expect(await result).toMatchObject({ kind: 'broken', mayBeApplied: true });
  });
});

describe('a write that was certainly not applied', () => {
  test('is one whose connection is refused', async () => {
    const result = await exchange(clientOf(`http://127.0.0.1:${await closedPort()}`));
    expect(result).toMatchObject({ kind: 'broken', code: 'ECONNREFUSED', fault: 'network', mayBeApplied: false });
  });

  test('is one whose token cannot stand in a header', async () => {
    const { url, arrived } = await serve((response) => response.end('{}'));
    const result = await exchange(clientOf(url, { token: `${TOKEN}\nX: y` }));
    expect(result).toMatchObject({ kind: 'broken', mayBeApplied: false });
    expect(arrived).toEqual([]);
  });
});
