/** HTTP over kept-alive connections and the environment's proxy, by Node's own client, which is there without being loaded. */
import { Agent, type IncomingHttpHeaders, request as requestPlainly } from 'node:http';
import { request as requestSecurely, Agent as SecureAgent } from 'node:https';
import { Socket } from 'node:net';
import { getProxyForUrl } from 'proxy-from-env';
import { openTunnel } from './proxy-tunnel.ts';

/** The code of a request whose connection took too long to make; it certainly did not leave. */
export const CONNECT_TIMEOUT = 'CONNECT_TIMEOUT';

/** The code of a request whose answer was too large to be taken; what became of it is not known. */
const ANSWER_TOO_LARGE = 'ANSWER_TOO_LARGE';

/** Answers beyond this size, as sent or unpacked, are not HubSpot's: the largest known, a full page of reads, has a few megabytes. */
export const MOST_ANSWER_BYTES = 128 * 1024 * 1024;

/** How connections are made and kept. */
export interface HttpClientOptions {
  /** How long a connection, a proxy's tunnel included, may take to make. */
  readonly connectTimeoutMs: number;
  /** Connections open at most; further requests wait. Default: no bound. */
  readonly connections?: number;
}

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** Cuts the request off, wherever it is. */
  readonly signal: AbortSignal;
}

/** One answer, whole and as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * How long a connection is kept that nobody uses. Where the server's `keep-alive` header says less, Node goes by that, a
 * second sooner, lest a request crosses the server's good-bye; but only where an agent has a bound of its own.
 */
const KEEP_ALIVE_MS = 60_000;

/** This machine itself: no proxy leads there, and few people think of `no_proxy` before they try the sandbox. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** The URL of the proxy for a URL, as `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` tell, or null for none. */
export function proxyFor(url: string): string | null {
  return LOOPBACK.test(new URL(url).hostname) ? null : getProxyForUrl(url) || null;
}

/** Sends requests to one origin, through the environment's proxy. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #connectTimeoutMs: number;
  readonly #isSecure: boolean;
  readonly #closing = new AbortController();

  /** `origin`: a URL at which all requests go, its path aside. */
  constructor(origin: string, { connectTimeoutMs, connections }: HttpClientOptions) {
    this.#isSecure = new URL(origin).protocol === 'https:';
    this.#connectTimeoutMs = connectTimeoutMs;
    const settings = { keepAlive: true, timeout: KEEP_ALIVE_MS, ...(connections && { maxSockets: connections }) };
    this.#agent = this.#isSecure ? new SecureAgent(settings) : new Agent(settings);
    const proxy = proxyFor(origin);
    if (proxy !== null) this.#goThrough(proxy);
  }

  /** Sends the request once, and follows no redirect. Rejects with an error that has a `code`, or when it is cut off. */
  send({ method, url, headers, body, signal }: HttpRequest): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const start = this.#isSecure ? requestSecurely : requestPlainly;
      const request = start(url, { method, headers, agent: this.#agent });
      const end = (settle: () => void): void => {
        signal.removeEventListener('abort', cutOff);
        settle();
      };
      const fail = (error: unknown): void => end(() => reject(error));
      // A request that waits for a connection does not tell that it was destroyed before it gets one.
      const cutOff = (): void => {
        request.destroy();
        fail(signal.reason);
      };
      signal.addEventListener('abort', cutOff);
      request.on('error', fail).on('socket', (socket) => this.#boundConnecting(socket));
      request.on('response', (response) => {
        const pieces: Buffer[] = [];
        let length = 0;
        response.on('error', fail).on('data', (piece: Buffer) => {
          length += piece.length;
          if (length <= MOST_ANSWER_BYTES) return void pieces.push(piece);
          fail(tooLarge());
          request.destroy();
        });
        response.on('end', () => {
          end(() =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
          );
        });
      });
      request.end(body);
    });
  }

  /** Closes the connections; requests under way are cut off. */
  close(): void {
    this.#closing.abort();
    this.#agent.destroy();
  }

  #boundConnecting(socket: Socket): void {
    if (!socket.connecting) return;
    const timer = setTimeout(() => {
      const message = `no connection within ${this.#connectTimeoutMs} ms`;
      socket.destroy(Object.assign(new Error(message), { code: CONNECT_TIMEOUT }));
    }, this.#connectTimeoutMs);
    const stop = (): void => clearTimeout(timer);
    socket.once(this.#isSecure ? 'secureConnect' : 'connect', stop).once('close', stop);
  }

  #goThrough(proxy: string): void {
    this.#agent.createConnection = ({ host, port, servername }: TunnelTarget, callback) => {
      const timeoutMs = this.#connectTimeoutMs;
      const inside = this.#isSecure ? { servername: servername ?? '' } : null;
      openTunnel({
        proxy,
        host: host ?? '',
        port: Number(port),
        inside,
        timeoutMs,
        closing: this.#closing.signal,
      }).then(
        (socket) => callback?.(null, socket),
        (error) => callback?.(error, new Socket()),
      );
      return undefined;
    };
  }
}

function tooLarge(): Error {
  const message = `the answer is larger than ${MOST_ANSWER_BYTES / 1024 / 1024} MB`;
  return Object.assign(new Error(message), { code: ANSWER_TOO_LARGE });
}

/** What Node's agents tell of the connection that is wanted. */
interface TunnelTarget {
  readonly host?: string | null | undefined;
  readonly port?: number | string | null | undefined;
  readonly servername?: string;
}
