/** Connections through a proxy. It is asked for a tunnel whatever is to go through it, so that it takes no part in requests. */
import { once } from 'node:events';
import { type IncomingMessage, request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import { coerceError } from '../../core/errors.ts';

/** The code of a request that no proxy let through; it certainly did not leave. */
export const PROXY_FAILED = 'PROXY_FAILED';

/** Which tunnel is wanted. */
export interface Tunnel {
  /** The proxy's URL. */
  readonly proxy: string;
  /** Where the tunnel leads. */
  readonly host: string;
  readonly port: number;
  /** The TLS to speak inside, or null for none. `servername`: whose certificate is wanted, empty for a number's. */
  readonly inside: { readonly servername: string } | null;
  /** How long it may take until the other end is reached. */
  readonly timeoutMs: number;
  /** Ends the attempt sooner. */
  readonly closing: AbortSignal;
}

/** Opens a tunnel. Rejects with `PROXY_FAILED` when the proxy makes none, or with what TLS inside complains of. */
export async function openTunnel(tunnel: Tunnel): Promise<Socket> {
  const { host, inside, timeoutMs, closing } = tunnel;
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), closing]);
  const socket = await askForTunnel(tunnel, signal);
  if (inside === null) return socket;
  const secured = connectSecurely({ socket, host, servername: inside.servername, ALPNProtocols: ['http/1.1'] });
  try {
    await once(secured, 'secureConnect', { signal });
    return secured;
  } catch (thrown) {
    secured.on('error', () => undefined).destroy();
    if (signal.aborted)
      throw failure(`nothing at the end of the proxy's tunnel: ${why(thrown, tunnel, signal)}`, thrown);
    throw thrown;
  }
}

async function askForTunnel(tunnel: Tunnel, signal: AbortSignal): Promise<Socket> {
  const proxy = parseProxy(tunnel.proxy);
  try {
    const ask = proxy.protocol === 'https:' ? requestSecurely : requestPlainly;
    const path = `${tunnel.host.includes(':') ? `[${tunnel.host}]` : tunnel.host}:${tunnel.port}`;
    const headers = { host: path, ...credentials(proxy) };
    // The URL's user and password are for the proxy, and not for whom it leads to.
    const place = { ...urlToHttpOptions(proxy), auth: null, agent: false, servername: certifiedName(proxy) };
    const request = ask({ ...place, method: 'CONNECT', path, headers, signal });
    request.end();
    const [answer, socket] = (await once(request, 'connect')) as [IncomingMessage, Socket];
    if (answer.statusCode === 200) return socket;
    socket.destroy();
    throw new Error(`it answered with HTTP ${answer.statusCode}`);
  } catch (thrown) {
    throw failure(`the proxy ${proxy.protocol}//${proxy.host} makes no tunnel: ${why(thrown, tunnel, signal)}`, thrown);
  }
}

/** Whose certificate an https proxy must show; Node would take the name from the `host` header. Empty for a number's. */
function certifiedName({ hostname }: URL): string {
  const name = hostname.replace(/^\[|\]$/g, '');
  return isIP(name) === 0 ? name : '';
}

function parseProxy(text: string): URL {
  try {
    return new URL(text);
  } catch (thrown) {
    // It may hold a password, so that it is not shown.
    throw failure('the proxy that the environment tells is no URL', thrown);
  }
}

function credentials({ username, password }: URL): { readonly 'proxy-authorization'?: string } {
  if (username === '') return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` };
}

function why(thrown: unknown, { timeoutMs, closing }: Tunnel, signal: AbortSignal): string {
  if (closing.aborted) return 'given up';
  return signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : coerceError(thrown).message;
}

function failure(message: string, cause: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: PROXY_FAILED });
}
