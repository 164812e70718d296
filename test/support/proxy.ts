/**
 * A proxy on loopback for one test, which does as the test says with who asks it for a tunnel. All names that end in
 * `.test` are this machine to it: nobody asks a proxy for the way to 127.0.0.1.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach } from '@jest/globals';
import { certificateFile } from './loopback-tls.ts';

const endings: (() => void)[] = [];

afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** Who asked the proxy for a tunnel. */
export interface Asked {
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** A running proxy. */
export interface Proxy {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** What went through its tunnels towards the targets. */
  passed(): string;
}

/** The same server, by a name that only the proxy knows. */
export function distant(url: string): string {
  return url.replace('127.0.0.1', 'hubspot.test');
}

/** Starts a proxy. By default it makes the tunnels that it is asked for; `isSecure`: it speaks TLS with who asks. */
export async function startProxy(act?: (socket: Socket) => void, { isSecure = false } = {}): Promise<Proxy> {
  const asked: Asked[] = [];
  const pieces: Buffer[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket.on('error', () => undefined));
    return socket;
  };
  const pem = readFileSync(certificateFile, 'utf8');
  const server = isSecure ? createSecureServer({ cert: pem, key: pem }) : createServer();
  server.on('connect', ({ url = '', headers }, socket: Socket) => {
    asked.push({ target: url, headers });
    keep(socket);
    if (act !== undefined) return act(socket);
    const [host = '', port = ''] = url.split(':');
    const place = host.endsWith('.test') ? '127.0.0.1' : host;
    const onward = keep(
      connect(Number(port), place, () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n')),
    );
    socket
      .on('data', (piece) => pieces.push(piece))
      .pipe(onward)
      .pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  const url = `${isSecure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, passed: () => Buffer.concat(pieces).toString('latin1') };
}
