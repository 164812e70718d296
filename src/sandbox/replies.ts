/**
 * The shapes HubSpot answers in. Refusals are values, so that a handler reads top to bottom; the correlation id is filled in where the
 * answer leaves.
 */
import type { Exchange } from './account.ts';
import { shuffled } from './random.ts';

/** An answer ready to be sent; `correlationIdSlot` in the body becomes the request's own id. */
export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** HubSpot's context of an error: names to lists of values. */
export type ErrorContext = Readonly<Record<string, readonly string[]>>;

/** A whole request refused. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly status: number;
  readonly message: string;
  readonly category?: string;
  readonly subCategory?: string;
  readonly context?: ErrorContext;
  readonly errors?: readonly unknown[];
}

/** An item of `errors[]` in a batch answer; every field is optional, as HubSpot says. */
export interface BatchError {
  readonly status?: string;
  readonly category?: string;
  readonly subCategory?: string;
  readonly message?: string;
  readonly context?: ErrorContext;
}

/** One result as JSON text, with the ids it names so that a fault can leave it out. */
export interface ResultText {
  readonly ids: readonly string[];
  readonly text: string;
}

/** Stands for the correlation id in a body until it is sent. */
export const correlationIdSlot = '{{correlationId}}';

/** Whether a checked value is a refusal instead. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refusal';
}

/** A refusal with HubSpot's category for bad input. */
export function invalid(message: string, details: Partial<Omit<Refusal, 'kind' | 'message'>> = {}): Refusal {
  return { kind: 'refusal', status: 400, category: 'VALIDATION_ERROR', message, ...details };
}

/** The answer a refusal becomes. */
export function refusalReply(refusal: Refusal): Reply {
  const { message, category, subCategory, context, errors } = refusal;
  const body = { status: 'error', message, correlationId: correlationIdSlot, errors, context, category, subCategory };
  return jsonReply(refusal.status, JSON.stringify(body));
}

/** A JSON answer; null has no body. */
export function jsonReply(status: number, body: string | null): Reply {
  return { kind: 'reply', status, headers: {}, body };
}

/** An answer without a body: 204 in v4, 200 in the dated versions. */
export function emptyReply(exchange: Exchange): Reply {
  return jsonReply(exchange.legacy ? 204 : 200, null);
}

/** A list of results without the envelope of a batch. */
export function collectionReply(results: readonly unknown[]): Reply {
  return jsonReply(200, JSON.stringify({ results }));
}

/** The envelope of a batch answer around these results and errors, with the fault's and the switches' wishes honoured. */
export function batchReply(
  exchange: Exchange,
  status: number,
  answer: { readonly results: readonly ResultText[]; readonly errors: readonly BatchError[] },
): Reply {
  const { directives, startedAt } = exchange;
  const results = arranged(exchange, kept(answer.results, directives.dropResults));
  const errors = directives.emptyResults || directives.canceled ? [] : answer.errors;
  const fields = [
    `"status":"${directives.canceled ? 'CANCELED' : 'COMPLETE'}"`,
    `"results":[${results.map((result) => result.text).join(',')}]`,
    ...(errors.length > 0 && exchange.account.switches.numErrors ? [`"numErrors":${errors.length}`] : []),
    ...(errors.length > 0 ? [`"errors":${JSON.stringify(errors)}`] : []),
    `"startedAt":"${startedAt.toISOString()}"`,
    `"completedAt":"${new Date().toISOString()}"`,
  ];
  return jsonReply(status, `{${fields.join(',')}}`);
}

function kept(results: readonly ResultText[], dropped: number | readonly string[]): readonly ResultText[] {
  if (typeof dropped === 'number') return dropped === 0 ? results : results.slice(dropped);
  return results.filter((result) => !result.ids.some((id) => dropped.includes(id)));
}

function arranged(exchange: Exchange, results: readonly ResultText[]): readonly ResultText[] {
  const { switches, seed } = exchange.account;
  switch (switches.order) {
    case 'same':
      return results;
    case 'reversed':
      return results.toReversed();
    case 'shuffled':
      return shuffled(results, seed);
  }
}
