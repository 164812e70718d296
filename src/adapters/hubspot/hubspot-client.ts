/**
 * One HTTP exchange with HubSpot, over kept-alive connections and the environment's proxy. Whatever goes wrong comes
 * back as a value; the token is in the request's header and nowhere else.
 */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import type { HubSpotRequest } from '../../core/endpoints.ts';
import { coerceError, systemCode } from '../../core/errors.ts';
import type { Exchange } from '../../core/replies.ts';
import { Utf8Writer } from '../utf8-writer.ts';
import { AnswerReader } from './answer-reader.ts';
import { CONNECT_TIMEOUT, HttpClient, MOST_ANSWER_BYTES } from './http.ts';
import { parseJson } from './json-parse.ts';
import { PROXY_FAILED } from './proxy-tunnel.ts';

/** Where and as whom to call. */
export interface HubSpotClientOptions {
  /** `https://api.hubapi.com`, or another origin, with or without a path before HubSpot's. */
  readonly baseUrl: string;
  readonly token: string;
  /** From the request's start to the answer's last byte. */
  readonly timeoutMs: number;
  /** Connections kept open at most. */
  readonly connections: number;
  readonly userAgent: string;
}

/** Sends requests to one HubSpot. */
export interface HubSpotClient {
  /** Sends the request once; `signal` cuts it off. Never rejects. */
  exchange(request: HubSpotRequest, signal: AbortSignal): Promise<Exchange>;
  /** Closes the connections; requests under way are cut off. */
  close(): void;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Failures before the request left this machine: nothing can have been applied. */
const NOT_SENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ERR_INVALID_CHAR',
  CONNECT_TIMEOUT,
  PROXY_FAILED,
]);

/** Node's codes for a certificate that is not trusted. Source: Node's documentation of `tls`, "X509 certificate error codes". */
const UNTRUSTED = /^(?:CERT_|ERR_TLS_CERT_|UNABLE_TO_(?:GET_ISSUER|VERIFY)|DEPTH_ZERO_|SELF_SIGNED_)/;

/** A client with its own connections. */
export function createHubSpotClient(options: HubSpotClientOptions): HubSpotClient {
  const { token, timeoutMs, connections, userAgent } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const http = new HttpClient(baseUrl, { connections, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'accept-encoding': 'gzip, br',
    'user-agent': userAgent,
  };
  const bodies = new Utf8Writer();
  const answers = new AnswerReader();
  const read = (answer: Buffer, { path, links }: Pick<HubSpotRequest, 'path' | 'links'>): unknown =>
    links === undefined ? parseJson(answer.toString('utf8')) : answers.read(answer, { path, links });
  return {
    exchange: async (request, signal) => {
      const { method, path, body: text } = request;
      // A copy: the next body may be made while this one is still on its way.
      const body = text === null ? null : Buffer.from(bodies.encode(text));
      const cutOff = new CutOff(signal, timeoutMs);
      try {
        const response = await http.send({
          method,
          url: `${baseUrl}${path}`,
          headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
          body,
          signal: cutOff.signal,
        });
        const plain = flattenHeaders(response.headers, token);
        const unpacked = await unpack(response.body, plain['content-encoding'] ?? '');
        const answer = unpacked === null ? null : withoutToken(unpacked, token);
        const value = answer === null ? undefined : read(answer, request);
        return { kind: 'response', httpStatus: response.status, headers: plain, body: value };
      } catch (thrown) {
        return broken(thrown, cutOff);
      } finally {
        cutOff.done();
      }
    },
    close: () => http.close(),
  };
}

/** Aborts a request when its time is up or the run is abandoned, and tells which. */
class CutOff {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal;
  readonly #abort = (): void => this.#controller.abort();
  #timedOut = false;

  constructor(outer: AbortSignal, timeoutMs: number) {
    this.#outer = outer;
    if (outer.aborted) this.#controller.abort();
    outer.addEventListener('abort', this.#abort);
    this.#timer = setTimeout(() => {
      this.#timedOut = true;
      this.#controller.abort();
    }, timeoutMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get timedOut(): boolean {
    return this.#timedOut;
  }

  get isAbandoned(): boolean {
    return this.#outer.aborted;
  }

  done(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#abort);
  }
}

function broken(thrown: unknown, cutOff: CutOff): Exchange {
  const error = coerceError(thrown);
  const code = systemCode(error) ?? systemCode(error.cause) ?? 'NETWORK_ERROR';
  if (cutOff.isAbandoned) {
    return { kind: 'broken', code: 'ABANDONED', message: '', fault: 'network', mayBeApplied: true };
  }
  if (cutOff.timedOut) return { kind: 'broken', code: 'TIMEOUT', message: '', fault: 'timeout', mayBeApplied: true };
  const fault = UNTRUSTED.test(code) ? 'untrusted' : 'network';
  const neverLeft = fault === 'untrusted' || NOT_SENT_CODES.has(code) || code.startsWith('ERR_TLS_');
  return { kind: 'broken', code, message: error.message, fault, mayBeApplied: !neverLeft };
}

function flattenHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  token: string,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    flat[name] = token.length >= LEAST_TOKEN_LENGTH ? text.replaceAll(token, TOKEN_SHOWN) : text;
  }
  return flat;
}

/** What stands for the token where an answer repeats it, as gateways do that show the request they refuse. */
const TOKEN_SHOWN = '(token)';
/** Those of HubSpot are longer; what a sandbox takes for one may be a word that answers are full of. */
const LEAST_TOKEN_LENGTH = 12;

/** The answer as it may be reported. Nearly every one is looked through, and left as it is. */
function withoutToken(answer: Buffer, token: string): Buffer {
  return token.length >= LEAST_TOKEN_LENGTH && answer.includes(token)
    ? Buffer.from(answer.toString('utf8').replaceAll(token, TOKEN_SHOWN))
    : answer;
}

/** Null when it cannot be unpacked: its status and headers still tell what they tell. */
async function unpack(bytes: Buffer, encoding: string): Promise<Buffer | null> {
  if (bytes.length === 0) return bytes;
  const bound = { maxOutputLength: MOST_ANSWER_BYTES };
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
      return promisify(gunzip)(bytes, bound).catch(() => null);
    case 'br':
      return promisify(brotliDecompress)(bytes, bound).catch(() => null);
    default:
      return bytes;
  }
}
