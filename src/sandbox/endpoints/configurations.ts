/** Calls J, K and L: the limits users configured on association types. */
import type { Account, Exchange } from '../account.ts';
import { type AssociationType, categories } from '../association-types.ts';
import { type ObjectPair, readInputs, readObjectPair } from '../inputs.ts';
import { isJsonObject } from '../json.ts';
import {
  type BatchError,
  batchReply,
  collectionReply,
  emptyReply,
  isRefusal,
  type Refusal,
  type Reply,
} from '../replies.ts';

/** HubSpot documents no bound here; the strictest guess is the safest. */
const maxInputs = 100;

const categoryNames: readonly string[] = categories;

interface LimitInput {
  readonly category: string;
  readonly typeId: number;
  /** null where the call takes none. */
  readonly maxToObjectIds: number | null;
}

/** J: the configured limits from one object type to another. */
export function listConfigurations(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  return configurationRows(exchange.account, exchange.account.types.between(pair.from.id, pair.to.id));
}

/** J for the whole account. */
export function listAllConfigurations(exchange: Exchange): Reply {
  return configurationRows(exchange.account, exchange.account.types.all());
}

/** K: new limits; one type that is not of the pair cancels the whole batch. */
export function createConfigurations(exchange: Exchange): Reply | Refusal {
  return configure(exchange, {
    okStatus: 201,
    row: ({ type, max }) => ({ ...configurationRow(type), userEnforcedMaxToObjectIds: max }),
  });
}

/** L: other limits for types that have one. */
export function updateConfigurations(exchange: Exchange): Reply | Refusal {
  return configure(exchange, {
    okStatus: 200,
    row: ({ type, max }) => ({ category: type.category, typeId: type.typeId, userEnforcedMaxToObjectIds: max }),
  });
}

/** L: limits taken away; a type without one is passed over. */
export function purgeConfigurations(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const inputs = readInputs(exchange, maxInputs, (input) => readLimit(input, false));
  if (isRefusal(inputs)) return inputs;
  for (const input of inputs) {
    const type = findType(exchange.account, pair, input);
    if (type !== undefined) exchange.account.limits.clear(type);
  }
  return emptyReply(exchange);
}

interface Configured {
  readonly type: AssociationType;
  readonly max: number;
}

interface Configuring {
  readonly okStatus: number;
  readonly row: (configured: Configured) => unknown;
}

function configure(exchange: Exchange, { okStatus, row }: Configuring): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const inputs = readInputs(exchange, maxInputs, (input) => readLimit(input, true));
  if (isRefusal(inputs)) return inputs;
  const configured: Configured[] = [];
  const errors: BatchError[] = [];
  for (const input of inputs) {
    const type = findType(exchange.account, pair, input);
    if (type === undefined) errors.push(unknownType(pair, input));
    else if (input.maxToObjectIds === null || input.maxToObjectIds < 1) errors.push(badLimit(input));
    else configured.push({ type, max: input.maxToObjectIds });
  }
  if (errors.length > 0) return canceled(exchange, errors);
  for (const { type, max } of configured) exchange.account.limits.set(type, max);
  const results = configured.map((entry) => ({ ids: [], text: JSON.stringify(row(entry)) }));
  return batchReply(exchange, okStatus, { results, errors: [] });
}

function canceled(exchange: Exchange, errors: readonly BatchError[]): Reply {
  const reply = batchReply(exchange, 207, { results: [], errors });
  return { ...reply, body: reply.body?.replace('"status":"COMPLETE"', '"status":"CANCELED"') ?? null };
}

function readLimit(input: unknown, withMax: boolean): LimitInput | undefined {
  if (!isJsonObject(input) || typeof input.category !== 'string') return undefined;
  const typeId = Number(input.typeId);
  const max = withMax ? Number(input.maxToObjectIds) : null;
  if (!Number.isInteger(typeId) || (max !== null && !Number.isInteger(max))) return undefined;
  return { category: input.category, typeId, maxToObjectIds: max };
}

function findType(account: Account, pair: ObjectPair, input: LimitInput): AssociationType | undefined {
  const types = account.types.between(pair.from.id, pair.to.id);
  return types.find((type) => type.category === input.category && type.typeId === input.typeId);
}

/** In HubSpot's words the category is a number: `0--1` is type -1 of HUBSPOT_DEFINED. */
function unknownType(pair: ObjectPair, input: LimitInput): BatchError {
  const category = categoryNames.indexOf(input.category);
  const names = `${pair.from.singular.toUpperCase()} and ${pair.to.singular.toUpperCase()}`;
  const message = `${category}-${input.typeId} is not a valid association type between ${names}`;
  return { status: 'error', category: 'VALIDATION_ERROR', message };
}

function badLimit(input: LimitInput): BatchError {
  const message = `maxToObjectIds must be at least 1, not ${input.maxToObjectIds}`;
  return { status: 'error', category: 'VALIDATION_ERROR', message };
}

function configurationRows(account: Account, types: readonly AssociationType[]): Reply {
  const { limits, switches } = account;
  const rows = types.flatMap((type) => {
    const max = limits.of(type);
    if (max !== undefined) return [{ ...configurationRow(type), userEnforcedMaxToObjectIds: max }];
    return switches.configurations === 'every' ? [configurationRow(type)] : [];
  });
  return collectionReply(rows);
}

function configurationRow({ category, typeId, label }: AssociationType): Readonly<Record<string, unknown>> {
  return label === null ? { category, typeId } : { category, typeId, label };
}
