/**
 * Reads what a request names: its two object types and its inputs. Everything HubSpot refuses before it looks at a single record is
 * refused here.
 */
import type { Exchange } from './account.ts';
import { isJsonObject, readId } from './json.ts';
import type { ObjectType } from './object-types.ts';
import { invalid, isRefusal, type Refusal } from './replies.ts';

/** The two object types of a path. */
export interface ObjectPair {
  readonly from: ObjectType;
  readonly to: ObjectType;
}

/** An association type as a request names it. */
export interface TypeSpec {
  readonly category: string;
  readonly typeId: number;
}

/** One input of a write; `types` is empty where the call takes none. */
export interface PairInput {
  readonly fromId: string;
  readonly toId: string;
  readonly types: readonly TypeSpec[];
}

/** The object types of two path segments. */
export function readObjectPair(exchange: Exchange, from = '', to = ''): ObjectPair | Refusal {
  const fromType = exchange.account.findObjectType(from);
  const toType = exchange.account.findObjectType(to);
  if (fromType === undefined) return unknownObjectType(from);
  if (toType === undefined) return unknownObjectType(to);
  return { from: fromType, to: toType };
}

/** HubSpot's refusal of an object type it does not know; it carries no category. */
export function unknownObjectType(name: string): Refusal {
  return { kind: 'refusal', status: 400, message: `Unable to infer object type from: ${name}` };
}

/** HubSpot's refusal of JSON that has not the expected shape; it carries no category. */
export function malformed(reason: string): Refusal {
  return { kind: 'refusal', status: 400, message: `Invalid input JSON on line 1, column 1: ${reason}` };
}

/** The body of a request that must have one. */
export function readJson(exchange: Exchange): { readonly value: unknown } | Refusal {
  const { body } = exchange;
  switch (body.kind) {
    case 'absent':
      return invalid('Invalid JSON input: a request body was expected, but none found');
    case 'malformed':
      return malformed(body.reason);
    case 'json':
      return { value: body.value };
  }
}

/** The `inputs` of a batch, each read by the reader; at most `max` of them. */
export function readInputs<T>(
  exchange: Exchange,
  max: number,
  readOne: (input: unknown) => T | undefined,
): readonly T[] | Refusal {
  const json = readJson(exchange);
  if (isRefusal(json)) return json;
  const inputs = isJsonObject(json.value) ? json.value.inputs : undefined;
  if (!Array.isArray(inputs)) return malformed('Some required fields were not set: [inputs]');
  if (inputs.length > max) {
    const message = `The batch has ${inputs.length} inputs, the maximum is ${max}`;
    return invalid(message, { status: exchange.account.switches.tooManyStatus });
  }
  const read: T[] = [];
  for (const [index, input] of inputs.entries()) {
    const one = readOne(input);
    if (one === undefined) return malformed(`Cannot deserialize inputs[${index}]`);
    read.push(one);
  }
  return read;
}

/** An input with one `from`, one `to` and no types. */
export function readUntyped(input: unknown): PairInput | undefined {
  if (!isJsonObject(input)) return undefined;
  const fromId = isJsonObject(input.from) ? readId(input.from.id) : undefined;
  const toId = isJsonObject(input.to) ? readId(input.to.id) : undefined;
  return fromId === undefined || toId === undefined ? undefined : { fromId, toId, types: [] };
}

/** An input with types. */
export function readTyped(input: unknown): PairInput | undefined {
  const pair = readUntyped(input);
  const types = isJsonObject(input) ? readTypes(input.types) : undefined;
  return pair === undefined || types === undefined ? undefined : { ...pair, types };
}

/** A bare array of types. */
export function readTypes(value: unknown): readonly TypeSpec[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const types: TypeSpec[] = [];
  for (const entry of value) {
    if (!isJsonObject(entry) || typeof entry.associationCategory !== 'string') return undefined;
    const typeId = Number(entry.associationTypeId);
    if (!Number.isInteger(typeId)) return undefined;
    types.push({ category: entry.associationCategory, typeId });
  }
  return types;
}

/** The refusal of the ids that are not digits; null when all are. */
export function refuseNonNumericIds(exchange: Exchange, ids: Iterable<string>): Refusal | null {
  const bad = new Set<string>();
  for (const id of ids) if (!/^\d+$/.test(id)) bad.add(id);
  if (bad.size === 0) return null;
  const named = namedIn(exchange, [...bad]);
  return invalid(`One or more object IDs are not valid: ${named.join(', ')}`, {
    subCategory: 'crm.associations.INVALID_IDENTIFIER',
    ...(named.length > 0 ? { context: { id: named } } : {}),
  });
}

/** As many of the bad values as a whole-request refusal gives away. */
export function namedIn(exchange: Exchange, values: readonly string[]): readonly string[] {
  const { errorsNamed } = exchange.account.switches;
  return errorsNamed === 'all' ? values : values.slice(0, errorsNamed === 'first' ? 1 : 0);
}
