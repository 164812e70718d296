/** A plain HTTP server on loopback for one test, which answers as the test says; it ends with the test. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach } from '@jest/globals';

const running: Server[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(close));
});

/** A request as it arrived. */
export interface Arrived {
  readonly request: IncomingMessage;
  readonly body: string;
}

/** Starts a server; returns its address and the requests that have arrived. */
export async function serve(
  answer: (response: ServerResponse, arrived: Arrived) => void,
): Promise<{ readonly url: string; readonly server: Server; readonly arrived: readonly Arrived[] }> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { request, body: Buffer.concat(chunks).toString('utf8') };
      arrived.push(one);
      answer(response, one);
    });
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${portOf(server)}`, server, arrived };
}

/** The port that a server listens at. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** Ends a server and all of its connections. */
export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
