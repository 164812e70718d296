/**
 * Looks up what HubSpot holds for inputs whose fate no answer told. It reads from the from side, page by page, and
 * says `untold` for whatever it could not see: an absence is only believed when HubSpot showed it.
 */
import { readApiError } from '../core/api-error.ts';
import { readLinks } from '../core/batch-answer.ts';
import type { ApiVersion, ReadPosition } from '../core/endpoints.ts';
import { readRequest } from '../core/endpoints.ts';
import { asArray, asObject } from '../core/json.ts';
import type { Input, ObjectPair } from '../core/terms.ts';
import { linkKey, MAX_READ_IDS } from '../core/terms.ts';
import type { ExchangeContext } from './exchange.ts';
import { exchange, NO_CARGO } from './exchange.ts';

/** What HubSpot holds for an input: the names of its types (`CATEGORY:id`), nothing, or it did not say. */
export type Seen = ReadonlySet<string> | 'absent' | 'untold';

/** Pages read for one batch before the rest stays untold: enough for a record with 50,000 associations. */
const MAX_REQUESTS = 100;

/** What HubSpot holds for each of the inputs. */
export async function readBack(
  inputs: readonly Input[],
  pair: ObjectPair,
  { version, context }: { readonly version: ApiVersion; readonly context: ExchangeContext },
): Promise<ReadonlyMap<Input, Seen>> {
  const seen = new Map<Input, Seen>(inputs.map((input) => [input, 'untold']));
  const byKey = new Map(inputs.map((input) => [linkKey(input.fromId, input.toId), input]));
  const byFrom = new Map<string, Input[]>();
  for (const input of inputs) {
    const sharers = byFrom.get(input.fromId);
    if (sharers === undefined) byFrom.set(input.fromId, [input]);
    else sharers.push(input);
  }
  let positions: ReadPosition[] = [...byFrom.keys()].map((id) => ({ id, after: null }));
  for (let requests = 0; positions.length > 0 && requests < MAX_REQUESTS; requests += 1) {
    const asked = positions.slice(0, MAX_READ_IDS);
    positions = positions.slice(MAX_READ_IDS);
    const end = await exchange(readRequest(version, pair, asked), context, NO_CARGO);
    if (end.kind !== 'answered') return seen;
    const answered = new Set<string>();
    for (const { fromId, links, after } of readLinks(end.reply.body)) {
      answered.add(fromId);
      for (const { toId, types } of links) {
        const input = byKey.get(linkKey(fromId, toId));
        if (input !== undefined) seen.set(input, new Set(types.map(({ category, typeId }) => `${category}:${typeId}`)));
      }
      if (after === null) markAbsent(byFrom.get(fromId) ?? [], seen);
      else if (byFrom.get(fromId)?.some((input) => seen.get(input) === 'untold')) positions.push({ id: fromId, after });
    }
    if (!saysNothingFound(end.reply.body)) continue;
    for (const { id } of asked) if (!answered.has(id)) markAbsent(byFrom.get(id) ?? [], seen);
  }
  return seen;
}

function markAbsent(inputs: readonly Input[], seen: Map<Input, Seen>): void {
  for (const input of inputs) if (seen.get(input) === 'untold') seen.set(input, 'absent');
}

/** Whether the answer says that records it leaves out have no associations, or do not exist. */
function saysNothingFound(body: unknown): boolean {
  return asArray(asObject(body)?.errors)
    .map((error) => readApiError(error))
    .some(
      ({ category, subCategory }) => category === 'OBJECT_NOT_FOUND' || subCategory.includes('NO_ASSOCIATIONS_FOUND'),
    );
}
