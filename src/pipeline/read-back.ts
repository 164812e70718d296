/** Looks up what HubSpot holds for inputs whose fate no answer told. */
import { definitionName } from '../core/association-types.ts';
import type { ApiVersion } from '../core/endpoints.ts';
import type { Input, ObjectPair } from '../core/terms.ts';
import { linkKey } from '../core/terms.ts';
import { readAssociations, wantedOf } from './association-reader.ts';
import type { ExchangeContext } from './exchange.ts';

/** What HubSpot holds for an input: the names of its types (`CATEGORY:id`), nothing, or it did not say. */
export type Seen = ReadonlySet<string> | 'absent' | 'untold';

/** What HubSpot holds for each of the inputs. */
export async function readBack(
  inputs: readonly Input[],
  pair: ObjectPair,
  options: { readonly version: ApiVersion; readonly context: ExchangeContext },
): Promise<ReadonlyMap<Input, Seen>> {
  const { held, toldIds } = await readAssociations(pair, wantedOf(inputs), options);
  const seen = new Map<Input, Seen>();
  for (const input of inputs) {
    const types = held.get(linkKey(input.fromId, input.toId));
    if (types !== undefined) seen.set(input, new Set(types.map(definitionName)));
    else seen.set(input, toldIds.has(input.fromId) ? 'absent' : 'untold');
  }
  return seen;
}
