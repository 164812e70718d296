/**
 * The life of one request: who is it, is there room for it, does a fault strike, and only then what does it ask. A throttled request
 * leaves the script of faults alone, so that what was scripted happens to requests that get through.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account, Directives } from './account.ts';
import { refuseCaller } from './authentication.ts';
import type { Delays } from './delays.ts';
import { faultReply } from './fault-replies.ts';
import type { Fault, FaultScript } from './faults.ts';
import { isJsonObject, type RequestBody, readBody } from './json.ts';
import { type RequestWindow, throttledReply } from './rate-limit.ts';
import { invalid, isRefusal, jsonReply, type Reply, refusalReply } from './replies.ts';
import type { RequestLog } from './request-log.ts';
import { findRoute, type Route } from './routes.ts';
import { transmit } from './transmission.ts';

/** What a request meets. */
export interface Surroundings {
  readonly account: Account;
  readonly token: string | null;
  readonly window: RequestWindow;
  readonly script: FaultScript;
  readonly log: RequestLog;
  readonly delays: Delays;
  /** How long this answer takes by itself. */
  readonly latencyMs: () => number;
}

interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly bodyText: string;
  readonly body: RequestBody;
  readonly inputCount: number;
  readonly acceptsGzip: boolean;
}

/** Answers one request, or leaves it without an answer when a fault says so. */
export async function answerRequest(
  at: Surroundings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A rolling window counts when a request arrives, not when its body is complete.
  const gate = refuseAtGate(at, request.headers.authorization);
  const arrived = await readRequest(request);
  const correlationId = randomUUID();
  const route = findRoute(arrived.method, arrived.path);
  const endpoint = typeof route === 'string' ? route : route.name;
  const entry = at.log.begin({ ...arrived, correlationId });
  const taken = gate === null ? at.script.take(arrived) : null;
  const fault = taken?.fault ?? {};
  entry.faultIndex = taken?.index ?? null;
  await at.delays.wait(at.latencyMs() + (fault.delayMs ?? 0));
  const reply = gate ?? produce(at, arrived, { route, fault });
  at.log.end(entry, endpoint, reply?.status ?? null);
  if (reply === null) return leaveUnanswered(fault, response);
  await transmit(response, reply, {
    correlationId,
    headers: { ...rateHeaders(at), ...fault.headers },
    gzip: arrived.acceptsGzip && at.account.switches.compress,
    truncateAt: fault.truncate === undefined ? null : (fault.bytes ?? 40),
  });
}

async function readRequest(request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const bodyText = Buffer.concat(chunks).toString('utf8');
  const body = readBody(bodyText);
  const inputs = body.kind === 'json' && isJsonObject(body.value) ? body.value.inputs : undefined;
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    bodyText,
    body,
    inputCount: Array.isArray(inputs) ? inputs.length : 0,
    acceptsGzip: /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')),
  };
}

function refuseAtGate(at: Surroundings, authorization: string | undefined): Reply | null {
  const { switches } = at.account;
  const refused = refuseCaller(authorization, at.token, switches);
  if (refused !== null) return refused;
  const policy = at.window.arrive(performance.now(), switches.refusedRequestsCount);
  if (policy === null) return null;
  at.log.countThrottled();
  return throttledReply(policy, switches);
}

/** The answer, or null when there is none; the request takes effect unless a fault comes before. */
function produce(at: Surroundings, arrived: Arrived, { route, fault }: Struck): Reply | null {
  if (fault.reset === 'before' || fault.hang === 'before') return null;
  const instead = faultReply(fault, at.account.switches);
  if (instead !== null && fault.applyFirst !== true) return instead;
  const reply = handle(at.account, arrived, { route, fault });
  if (fault.reset === 'after' || fault.hang === 'after') return null;
  return instead ?? reply;
}

interface Struck {
  readonly route: Route | 'unknown' | 'method';
  readonly fault: Fault;
}

function handle(account: Account, arrived: Arrived, { route, fault }: Struck): Reply {
  if (route === 'unknown') return refusalReply({ kind: 'refusal', status: 404, message: 'resource not found' });
  if (route === 'method') return jsonReply(405, null);
  const { maxBodyBytes, tooManyStatus } = account.switches;
  if (maxBodyBytes !== null && Buffer.byteLength(arrived.bodyText) > maxBodyBytes) {
    return refusalReply(invalid(`The request body exceeds ${maxBodyBytes} bytes`, { status: tooManyStatus }));
  }
  const { query, body } = arrived;
  const { params, legacy } = route;
  const directives = directivesOf(fault);
  const answer = route.handle({ account, legacy, params, query, body, startedAt: new Date(), directives });
  return isRefusal(answer) ? refusalReply(answer) : answer;
}

function directivesOf({ emptyResults = false, canceled = false, dropResults = 0 }: Fault): Directives {
  return { emptyResults, canceled, dropResults };
}

function rateHeaders(at: Surroundings): Readonly<Record<string, string>> {
  return at.account.switches.rateLimitHeaders ? at.window.headers(performance.now()) : {};
}

function leaveUnanswered(fault: Fault, response: ServerResponse): void {
  if (fault.hang === undefined) response.destroy();
  // A caller that waits for ever must not keep the process from ending.
  else response.socket?.unref();
}
