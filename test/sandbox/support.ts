/** A sandbox per test over real HTTP, closed when the test is over. */
import { afterEach } from '@jest/globals';
import { request } from 'undici';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

const running: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

/** A started sandbox that ends with the test. */
export async function sandboxWith(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

/** One answer, its body both as text and read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: Body;
}

/** What tests look at in a body; everything may be absent. */
export interface Body {
  readonly status?: string;
  readonly message?: string;
  readonly category?: string;
  readonly subCategory?: string;
  readonly correlationId?: string;
  readonly policyName?: string;
  readonly errorType?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly numErrors?: number;
  readonly context?: Context;
  readonly errors?: readonly ErrorBody[];
  readonly results?: readonly ResultBody[];
}

type Context = Readonly<Record<string, readonly string[]>>;
type Id = number | string;

/** An item of `errors`. */
export interface ErrorBody {
  readonly status?: string;
  readonly category?: string;
  readonly subCategory?: string;
  readonly message?: string;
  readonly context?: Context;
}

/** An item of `results` of any call. */
export interface ResultBody {
  readonly id?: string;
  readonly fromObjectId?: Id;
  readonly toObjectId?: Id;
  readonly labels?: readonly string[];
  readonly from?: { readonly id: Id };
  readonly to?: unknown;
  readonly category?: string;
  readonly typeId?: number;
  readonly label?: string | null;
  readonly properties?: Readonly<Record<string, string | null>>;
  readonly paging?: { readonly next: { readonly after: string } };
}

/** Sends one request with a good token, unless the headers say otherwise. */
export async function ask(
  sandbox: Sandbox,
  call: string,
  options: { body?: unknown; raw?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const [verb = 'GET', path = '/'] = call.split(' ');
  const method = (['PUT', 'POST', 'DELETE'] as const).find((name) => name === verb) ?? 'GET';
  const body = options.raw ?? (options.body === undefined ? null : JSON.stringify(options.body));
  const headers = { authorization: 'Bearer pat-eu1-test', 'content-type': 'application/json', ...options.headers };
  const answer = await request(`${sandbox.url}${path}`, { method, headers, body });
  const text = await answer.body.text();
  const looksLikeJson = text.startsWith('{') || text.startsWith('[');
  return { status: answer.statusCode, headers: answer.headers, text, json: looksLikeJson ? JSON.parse(text) : {} };
}

/** An input of call A. */
export function typed(fromId: string, toId: string, ...types: (number | string)[]): unknown {
  return { from: { id: fromId }, to: { id: toId }, types: types.map(spec) };
}

/** An input of call B. */
export function untyped(fromId: string, toId: string): unknown {
  return { from: { id: fromId }, to: { id: toId } };
}

/** A type: `279` is HubSpot's, `'28'` the account's, `'INTEGRATOR_DEFINED:1001'` spelled out. */
export function spec(type: number | string): unknown {
  if (typeof type === 'number') return { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: type };
  const [category = '', id = ''] = type.includes(':') ? type.split(':') : ['USER_DEFINED', type];
  return { associationCategory: category, associationTypeId: Number(id) };
}

/** The paths of calls A and B between contacts and companies. */
export const createPath = 'POST /crm/associations/2026-03/contacts/companies/batch/create';
export const defaultPath = 'POST /crm/associations/2026-03/contacts/companies/batch/associate/default';
