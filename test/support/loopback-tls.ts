/** TLS in front of a server on loopback, with a certificate that nobody trusts unless told. */
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterEach } from '@jest/globals';

/** A certificate for 127.0.0.1 and hubspot.test, valid until 2126, and its key; what NODE_EXTRA_CA_CERTS may point to. */
export const certificateFile = path.join(import.meta.dirname, 'loopback.pem');

const running: Server[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Passes what comes by TLS on to a server that speaks none. `url` is to be used instead of its own. */
export async function secured(url: string): Promise<{ readonly url: string; readonly connectionCount: () => number }> {
  let connectionCount = 0;
  const pem = readFileSync(certificateFile, 'utf8');
  const server = createServer({ cert: pem, key: pem }, (socket) => {
    const onward = connect(Number(new URL(url).port), '127.0.0.1');
    const end = (): void => {
      socket.destroy();
      onward.destroy();
    };
    for (const one of [socket, onward]) one.on('error', end).on('close', end);
    socket.pipe(onward).pipe(socket);
  });
  server.on('connection', () => {
    connectionCount += 1;
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}`, connectionCount: () => connectionCount };
}
