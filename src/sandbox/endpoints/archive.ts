/** Calls F, G and the single deletion: taking associations, or some of their types, away. What is not there is taken in silence. */
import type { Exchange } from '../account.ts';
import type { AssociationType } from '../association-types.ts';
import { readInputs, readObjectPair, readTyped, refuseNonNumericIds } from '../inputs.ts';
import { isJsonObject, readId } from '../json.ts';
import { emptyReply, invalid, isRefusal, jsonReply, type Refusal, type Reply } from '../replies.ts';
import { TypeResolver } from '../type-resolution.ts';

/** HubSpot's documented bound for F is 100 distinct `from`; G has none, and the strictest guess is the safest. */
const maxDistinctFrom = 100;
const maxLabelInputs = 100;
const maxInputs = 2000;

interface ArchiveInput {
  readonly fromId: string;
  readonly toIds: readonly string[];
}

/** F: all associations of each pair. */
export function archiveBatch(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const inputs = readInputs(exchange, maxInputs, readArchive);
  if (isRefusal(inputs)) return inputs;
  const distinct = new Set(inputs.map((input) => input.fromId)).size;
  if (distinct > maxDistinctFrom) {
    const message = `The batch has ${distinct} distinct from ids, the maximum is ${maxDistinctFrom}`;
    return invalid(message, { status: exchange.account.switches.tooManyStatus });
  }
  const nonNumeric = refuseNonNumericIds(
    exchange,
    inputs.flatMap((input) => [input.fromId, ...input.toIds]),
  );
  if (nonNumeric !== null) return nonNumeric;
  for (const { fromId, toIds } of isHeldBack(exchange) ? [] : inputs) {
    for (const id of toIds) {
      const from = { objectTypeId: pair.from.id, id: fromId };
      exchange.account.store.remove(from, { objectTypeId: pair.to.id, id }, 'all');
    }
  }
  return emptyReply(exchange);
}

/** G: some types of each pair; the unlabelled type takes every label with it. */
export function archiveLabels(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const inputs = readInputs(exchange, maxLabelInputs, readTyped);
  if (isRefusal(inputs)) return inputs;
  const nonNumeric = refuseNonNumericIds(
    exchange,
    inputs.flatMap((input) => [input.fromId, input.toId]),
  );
  if (nonNumeric !== null) return nonNumeric;
  const resolver = new TypeResolver(exchange, pair);
  const resolved = inputs.map((input) => ({ input, types: resolver.resolve(input) }));
  for (const { types } of resolved) if (isRefusal(types)) return types;
  for (const { input, types } of isHeldBack(exchange) ? [] : resolved) {
    if (isRefusal(types)) continue;
    const from = { objectTypeId: pair.from.id, id: input.fromId };
    exchange.account.store.remove(from, { objectTypeId: pair.to.id, id: input.toId }, reach(types));
  }
  return emptyReply(exchange);
}

/** All associations of one pair: 204 in every version. */
export function archiveOne(exchange: Exchange): Reply | Refusal {
  const [from, fromId = '', to, toId = ''] = exchange.params;
  const pair = readObjectPair(exchange, from, to);
  if (isRefusal(pair)) return pair;
  const nonNumeric = refuseNonNumericIds(exchange, [fromId, toId]);
  if (nonNumeric !== null) return nonNumeric;
  const record = { objectTypeId: pair.from.id, id: fromId };
  if (!isHeldBack(exchange)) exchange.account.store.remove(record, { objectTypeId: pair.to.id, id: toId }, 'all');
  return jsonReply(204, null);
}

function reach(types: readonly AssociationType[]): readonly AssociationType[] | 'all' {
  return types.some((type) => type.label === null) ? 'all' : types;
}

function readArchive(input: unknown): ArchiveInput | undefined {
  if (!isJsonObject(input) || !Array.isArray(input.to)) return undefined;
  const fromId = isJsonObject(input.from) ? readId(input.from.id) : undefined;
  const toIds = input.to.map((to: unknown) => (isJsonObject(to) ? readId(to.id) : undefined));
  const known = toIds.filter((id) => id !== undefined);
  return fromId === undefined || known.length < toIds.length ? undefined : { fromId, toIds: known };
}

function isHeldBack(exchange: Exchange): boolean {
  return exchange.directives.emptyResults || exchange.directives.canceled;
}
