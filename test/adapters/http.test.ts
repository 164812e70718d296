// Requests through proxies, good and bad: none of them may keep a request waiting without end.
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createHubSpotClient } from '../../src/adapters/hubspot-client.ts';
import { ping } from '../../src/adapters/ping.ts';
import type { Exchange } from '../../src/core/replies.ts';
import { sandboxWith } from '../sandbox/support.ts';

const servers: Server[] = [];

afterEach(() => {
  delete process.env.http_proxy;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A proxy that does this with who asks for a tunnel. */
async function proxyThat(act: (socket: Socket, target: string) => void): Promise<{ readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer().on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '');
    socket.on('error', () => undefined);
    act(socket, request.url ?? '');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.http_proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked };
}

function forward(socket: Socket, target: string): void {
  const [host = '', port = ''] = target.split(':');
  const onward = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => undefined);
}

async function exchange(baseUrl: string): Promise<Exchange> {
  const options = { baseUrl, token: 'any', timeoutMs: 2_000, connections: 2, userAgent: 'test' };
  const client = createHubSpotClient(options);
  const path = '/crm/associations/2026-03/contacts/companies/labels';
  try {
    const request = { method: 'GET', path, body: null, purpose: 'labels' } as const;
    return await client.exchange(request, new AbortController().signal);
  } finally {
    await client.close();
  }
}

describe('a request through a proxy', () => {
  test('arrives', async () => {
    const sandbox = await sandboxWith();
    const { asked } = await proxyThat(forward);
    expect(await exchange(sandbox.url)).toMatchObject({ kind: 'response', httpStatus: 200 });
    expect(await ping(`${sandbox.url}/start`, { timeoutMs: 2_000, userAgent: 'test' })).toMatch(/HTTP 40[14]/);
    expect(asked).toEqual([sandbox.url.slice('http://'.length), sandbox.url.slice('http://'.length)]);
  });

  test('that hangs up fails at once, and did certainly not leave', async () => {
    const { asked } = await proxyThat((socket) => void socket.destroy());
    expect(await exchange('http://hubspot.example')).toMatchObject({
      kind: 'broken',
      code: 'PROXY_FAILED',
      mayBeApplied: false,
    });
    expect(asked.length).toBeLessThan(4);
  });

  test('that refuses tells its status', async () => {
    await proxyThat((socket) => void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    expect(await exchange('http://hubspot.example')).toMatchObject({
      code: 'PROXY_FAILED',
      message: expect.stringContaining('HTTP 407'),
    });
  });

  test('that says nothing is not waited for for ever', async () => {
    await proxyThat(() => undefined);
    expect(await ping('http://hc.example/abc', { timeoutMs: 200, userAgent: 'test' })).toContain('no answer');
  });
});
