/** Call H and, for accounts that change while they run, I and its siblings: the association types of a pair. */
import type { Exchange } from '../account.ts';
import type { AssociationType } from '../association-types.ts';
import { malformed, readJson, readObjectPair } from '../inputs.ts';
import { isJsonObject } from '../json.ts';
import { collectionReply, emptyReply, invalid, isRefusal, jsonReply, type Refusal, type Reply } from '../replies.ts';

/** H: every type from the first object type to the second; between records of one type, both halves of a paired label. */
export function listLabels(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const types = exchange.account.types.between(pair.from.id, pair.to.id);
  return collectionReply(types.map((type) => labelRow(exchange, type)));
}

/** I: a new label, paired when it has an inverse; the rows come back direction first, which callers must not rely on. */
export function createLabel(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const wanted = readDefinition(exchange);
  if (isRefusal(wanted)) return wanted;
  const { types } = exchange.account;
  const { name, label, inverseLabel } = wanted;
  if (typeof name !== 'string' || label === undefined)
    return malformed('Some required fields were not set: [name, label]');
  const sameName = types.all().some((type) => type.name === name && type.category === 'USER_DEFINED');
  if (sameName) return invalid(`An association definition with the name ${name} already exists`);
  const id = types.freeId('USER_DEFINED');
  const [from, to] = [pair.from.id, pair.to.id];
  const single = inverseLabel === undefined;
  const added = types.add({
    category: 'USER_DEFINED',
    from,
    to,
    ids: from === to && single ? [id, id] : [id, id + 1],
    labels: [label, inverseLabel ?? label],
    name,
  });
  const order = exchange.account.switches.order === 'same' ? added : added.toReversed();
  return collectionReply(order.map((type) => labelRow(exchange, type)));
}

/** Renames a label, and its inverse when the request has one. */
export function updateLabel(exchange: Exchange): Reply | Refusal {
  const wanted = readDefinition(exchange);
  if (isRefusal(wanted)) return wanted;
  const type = findUserType(exchange, Number(wanted.associationTypeId));
  if (isRefusal(type)) return type;
  const inverse = exchange.account.types.at(type.inverseIndex);
  const single = type.label === inverse.label;
  if (wanted.label !== undefined) type.label = wanted.label;
  if (wanted.inverseLabel !== undefined) inverse.label = wanted.inverseLabel;
  else if (single) inverse.label = type.label;
  return emptyReply(exchange);
}

/** Deletes a label, which takes it off every pair that carries it. */
export function deleteLabel(exchange: Exchange): Reply | Refusal {
  const type = findUserType(exchange, Number(exchange.params[2]));
  if (isRefusal(type)) return type;
  exchange.account.store.removeEverywhere(type);
  type.deleted = true;
  exchange.account.types.at(type.inverseIndex).deleted = true;
  return jsonReply(204, null);
}

interface Definition {
  readonly name: unknown;
  readonly label: string | undefined;
  readonly inverseLabel: string | undefined;
  readonly associationTypeId: unknown;
}

function readDefinition(exchange: Exchange): Definition | Refusal {
  const json = readJson(exchange);
  if (isRefusal(json)) return json;
  if (!isJsonObject(json.value)) return malformed('Cannot deserialize value of type `AssociationDefinition`');
  const { name, label, inverseLabel, associationTypeId } = json.value;
  return {
    name,
    label: typeof label === 'string' ? label : undefined,
    inverseLabel: typeof inverseLabel === 'string' ? inverseLabel : undefined,
    associationTypeId,
  };
}

function findUserType(exchange: Exchange, typeId: number): AssociationType | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const between = exchange.account.types.between(pair.from.id, pair.to.id);
  const type = between.find((candidate) => candidate.typeId === typeId && candidate.category === 'USER_DEFINED');
  return type ?? invalid(`${typeId} is not a label between ${pair.from.singular} and ${pair.to.singular}`);
}

function labelRow(exchange: Exchange, type: AssociationType): Readonly<Record<string, unknown>> {
  const { category, typeId, label, from, to } = type;
  if (!exchange.account.switches.objectTypesInLabels) return { category, typeId, label };
  return { category, typeId, label, fromObjectTypeId: from, toObjectTypeId: to };
}
