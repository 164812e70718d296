/**
 * Tells a cause that all rows share from a few broken rows: some inputs of a refused request are sent alone. When all of
 * them are refused in the same words, no later row can do better.
 */
import type { ApiError } from '../core/api-error.ts';
import { saysTheSame } from '../core/api-error.ts';
import { attributeAnswer, attributeRefusal } from '../core/attribution.ts';
import { readBatchAnswer } from '../core/batch-answer.ts';
import type { AttributionContext } from '../core/confirmation.ts';
import type { Input } from '../core/terms.ts';
import type { ExchangeEnd } from './exchange.ts';

/** An input that was sent alone. */
export interface Lone {
  readonly input: Input;
  readonly end: ExchangeEnd;
}

/** What the probes showed. */
export interface Probed {
  /** Refused in the words of the whole request. */
  readonly alike: readonly (Lone & { readonly error: ApiError })[];
  /** The first that was not, after which none was sent; null when the cause is shared. */
  readonly other: Lone | null;
}

/**
 * Where the probes lie: at the ends and in the middle, where one request often tells, and then at four places without
 * any pattern, since broken rows come in patterns. Seven by chance alone: under 1 % where half of all rows are broken.
 */
const PLACES = [0, 0.5, 1, 0.29, 0.83, 0.13, 0.61];

/** Sends probes, one after another, until one is not refused for the same `cause`. */
export async function probe(
  inputs: readonly Input[],
  cause: ApiError,
  {
    send,
    attribution,
  }: {
    readonly send: (input: Input) => Promise<ExchangeEnd>;
    /** What an answer for the input alone is matched with. */
    readonly attribution: (input: Input) => AttributionContext;
  },
): Promise<Probed> {
  const alike: (Lone & { readonly error: ApiError })[] = [];
  const indexes = new Set(PLACES.map((place) => Math.round(place * (inputs.length - 1))));
  for (const index of indexes) {
    const input = inputs[index];
    if (input === undefined) continue;
    const end = await send(input);
    const error = errorOf(end, attribution(input));
    if (error === null || !saysTheSame(error, cause)) return { alike, other: { input, end } };
    alike.push({ input, end, error });
  }
  return { alike, other: null };
}

/** Why an input that was sent alone was refused, with its own records where HubSpot names them; null when it was not. */
function errorOf(end: ExchangeEnd, context: AttributionContext): ApiError | null {
  if (end.kind === 'refused') return attributeRefusal(end.reply.error, context).refused[0]?.error ?? null;
  if (end.kind !== 'answered') return null;
  return attributeAnswer(readBatchAnswer(end.reply.body), context).refused[0]?.error ?? null;
}
