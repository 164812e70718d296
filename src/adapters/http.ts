/** HTTP over kept-alive connections and the environment's proxy. The only file that knows undici. */
import { type Dispatcher, EnvHttpProxyAgent, Pool, request } from 'undici';
import { coerceError } from '../core/errors.ts';

export { request as sendRequest };

/** The code of a request that no proxy let through; it certainly did not leave. */
export const PROXY_FAILED = 'PROXY_FAILED';

/** How connections are made and kept. */
export interface AgentOptions {
  /** How long a connection, a proxy's tunnel included, may take to make. */
  readonly connectTimeoutMs: number;
  /** Connections kept open at most. Default: no bound. */
  readonly connections?: number;
  readonly keepAliveMs?: number;
  readonly headersTimeoutMs?: number;
  readonly bodyTimeoutMs?: number;
}

/** An agent that goes through the proxies of `http_proxy`, `https_proxy` and `no_proxy`. */
export function openAgent(options: AgentOptions): Dispatcher {
  const { connectTimeoutMs, connections, keepAliveMs, headersTimeoutMs, bodyTimeoutMs } = options;
  return new EnvHttpProxyAgent({
    connect: { timeout: connectTimeoutMs },
    clientFactory: (origin, given) => proxyClient(origin, given, connectTimeoutMs),
    ...(connections === undefined ? {} : { connections }),
    ...(keepAliveMs === undefined ? {} : { keepAliveTimeout: keepAliveMs }),
    ...(headersTimeoutMs === undefined ? {} : { headersTimeout: headersTimeoutMs }),
    ...(bodyTimeoutMs === undefined ? {} : { bodyTimeout: bodyTimeoutMs }),
  });
}

/**
 * The client that asks a proxy for tunnels. undici takes a socket error for one that passes, and asks a proxy that hangs
 * up again and again without end; and no request's signal ends the wait for a tunnel. Both are therefore made to end here.
 */
function proxyClient(origin: URL, given: object, timeoutMs: number): Dispatcher {
  const pool = new Pool(origin, given);
  // Of its two forms, the one without a callback.
  const connect = pool.connect.bind(pool) as (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;
  const tunnel = async (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    try {
      const data = await connect({ ...options, signal: AbortSignal.timeout(timeoutMs) });
      if (data.statusCode === 200) return data;
      data.socket.on('error', () => undefined).destroy();
      throw new Error(`it answered with HTTP ${data.statusCode}`);
    } catch (thrown) {
      const message = `the proxy ${origin.host} makes no tunnel: ${coerceError(thrown).message}`;
      throw Object.assign(new Error(message, { cause: thrown }), { code: PROXY_FAILED });
    }
  };
  return Object.assign(pool, { connect: tunnel });
}
