/** Calls A to D: batches and single associations, with types or with the pair's default type. */
import type { Exchange } from '../account.ts';
import type { AssociationType } from '../association-types.ts';
import {
  malformed,
  type ObjectPair,
  type PairInput,
  readInputs,
  readJson,
  readObjectPair,
  readTyped,
  readTypes,
  readUntyped,
} from '../inputs.ts';
import { idText } from '../json.ts';
import { batchReply, invalid, isRefusal, jsonReply, type Refusal, type Reply, type ResultText } from '../replies.ts';
import { TypeResolver } from '../type-resolution.ts';
import { type Row, type Written, writeInputs } from '../writes.ts';

/** HubSpot's documented bound on A and B. */
const maxInputs = 2000;

/** A: a batch of typed associations. */
export function createBatch(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const inputs = readInputs(exchange, maxInputs, readTyped);
  if (isRefusal(inputs)) return inputs;
  const resolver = new TypeResolver(exchange, pair);
  const { switches } = exchange.account;
  const written = writeInputs(exchange, pair, {
    inputs,
    resolve: (input) => resolver.resolve(input),
    mode: switches.labels,
  });
  if (isRefusal(written)) return written;
  const status = written.errors.length > 0 ? switches.partialStatus : switches.createStatus;
  const labels = new LabelTexts(exchange);
  const results = answered(exchange, written.rows).map((row) => labelledResult(exchange, row, labels));
  return batchReply(exchange, status, { results, errors: written.errors });
}

/** B: a batch of associations of the pair's default type. */
export function associateBatch(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const inputs = readInputs(exchange, maxInputs, readUntyped);
  return isRefusal(inputs) ? inputs : associate(exchange, pair, inputs);
}

/** C: one association of the pair's default type. */
export function associateOne(exchange: Exchange): Reply | Refusal {
  const [from, fromId = '', to, toId = ''] = exchange.params;
  const pair = readObjectPair(exchange, from, to);
  return isRefusal(pair) ? pair : associate(exchange, pair, [{ fromId, toId, types: [] }]);
}

/** D: one association with a bare array of types; a missing record is a 404 here, as there is no batch to put an error in. */
export function createOne(exchange: Exchange): Reply | Refusal {
  const [from, fromId = '', to, toId = ''] = exchange.params;
  const pair = readObjectPair(exchange, from, to);
  if (isRefusal(pair)) return pair;
  const json = readJson(exchange);
  if (isRefusal(json)) return json;
  const types = readTypes(json.value);
  if (types === undefined) return malformed('Cannot deserialize value of type `java.util.HashSet<AssociationSpec>`');
  const resolver = new TypeResolver(exchange, pair);
  const written = writeInputs(exchange, pair, {
    inputs: [{ fromId, toId, types }],
    resolve: (input) => resolver.resolve(input),
    mode: exchange.account.switches.labels,
  });
  if (isRefusal(written)) return written;
  const [row] = written.rows;
  if (row === undefined) return notCreated(written);
  return jsonReply(
    exchange.account.switches.createStatus,
    labelledResult(exchange, row, new LabelTexts(exchange)).text,
  );
}

function notCreated(written: Written): Reply | Refusal {
  const [error] = written.errors;
  if (error === undefined) return jsonReply(200, '{}');
  const { status, message = 'resource not found', ...details } = error;
  return { kind: 'refusal', status: 404, message, ...details };
}

function associate(exchange: Exchange, pair: ObjectPair, inputs: readonly PairInput[]): Reply | Refusal {
  const type = exchange.account.types.unlabelled(pair.from.id, pair.to.id);
  if (type === undefined) {
    return invalid(`No default association type between ${pair.from.singular} and ${pair.to.singular}`);
  }
  const types = [type];
  const written = writeInputs(exchange, pair, { inputs, resolve: () => types, mode: 'add' });
  if (isRefusal(written)) return written;
  const results = answered(exchange, written.rows).flatMap((row) => defaultResults(exchange, row));
  return batchReply(exchange, exchange.account.switches.associateStatus, { results, errors: written.errors });
}

/** The rows that get a result each: a pair that came twice may be answered once. */
function answered(exchange: Exchange, rows: readonly Row[]): readonly Row[] {
  if (exchange.account.switches.duplicates !== 'once') return rows;
  return [...new Map(rows.map((row) => [`${row.fromId}>${row.toId}`, row])).values()];
}

/** The `labels` of results as JSON, worked out once per set of types of a request. */
class LabelTexts {
  readonly #exchange: Exchange;
  readonly #texts = new Map<readonly AssociationType[], string>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  of(row: Row): string {
    const { switches, store } = this.#exchange.account;
    if (!switches.labelsInResults) return '[]';
    const types = store.typesOf(row.from, row.to);
    const known = this.#texts.get(types);
    if (known !== undefined) return known;
    const text = JSON.stringify(types.flatMap((type) => (type.label === null ? [] : [type.label])));
    this.#texts.set(types, text);
    return text;
  }
}

function labelledResult(exchange: Exchange, row: Row, labels: LabelTexts): ResultText {
  const { ids } = exchange.account.switches;
  const text =
    `{"fromObjectTypeId":"${row.fromType.id}","fromObjectId":${idText(row.fromId, ids)},` +
    `"toObjectTypeId":"${row.toType.id}","toObjectId":${idText(row.toId, ids)},"labels":${labels.of(row)}}`;
  return { ids: [row.fromId, row.toId], text };
}

function defaultResults(exchange: Exchange, row: Row): readonly ResultText[] {
  const { types, switches } = exchange.account;
  const [type] = row.types;
  if (type === undefined) return [];
  const back = types.at(type.inverseIndex);
  const [from, to] = [idText(row.fromId, switches.ids), idText(row.toId, switches.ids)];
  const ids = [row.fromId, row.toId];
  const there = { ids, text: `{"from":{"id":${from}},"to":{"id":${to}},"associationSpec":${specText(type)}}` };
  if (!switches.bothDirections) return [there];
  return [there, { ids, text: `{"from":{"id":${to}},"to":{"id":${from}},"associationSpec":${specText(back)}}` }];
}

function specText(type: { category: string; typeId: number }): string {
  return `{"associationCategory":"${type.category}","associationTypeId":${type.typeId}}`;
}
