/** Call E and its single form: what a record is associated with, in pages. */
import type { Exchange } from '../account.ts';
import { malformed, type ObjectPair, readInputs, readObjectPair, refuseNonNumericIds } from '../inputs.ts';
import { idText, isJsonObject, readId } from '../json.ts';
import { type BatchError, batchReply, invalid, isRefusal, jsonReply, type Refusal, type Reply } from '../replies.ts';
import { canonicalId, type Neighbour, type RecordRef } from '../store.ts';

/** HubSpot's documented bounds: ids in a batch, and associations in a page of each. */
const maxInputs = 1000;
const pageSize = 500;

interface ReadInput {
  readonly id: string;
  readonly after: number | undefined;
}

/** E: the associations of many records, each with its own page; a record without any is an error, and a benign one. */
export function readBatch(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const inputs = readInputs(exchange, maxInputs, readInput);
  if (isRefusal(inputs)) return inputs;
  const refusal = refuseInputs(exchange, pair, inputs);
  if (refusal !== null) return refusal;
  const results = [];
  const errors: BatchError[] = [];
  for (const input of inputs) {
    const page = readPage(exchange, pair, { ...input, limit: pageSize });
    if (page.neighbours.length === 0) errors.push(nothingFound(pair, input.id));
    else results.push({ ids: [input.id], text: pageText(exchange, page, input.id) });
  }
  const { emptyResults, canceled } = exchange.directives;
  return batchReply(exchange, errors.length > 0 ? 207 : 200, {
    results: emptyResults || canceled ? [] : results,
    errors,
  });
}

/** The associations of one record, without the envelope of a batch; a record without any has an empty list. */
export function readOne(exchange: Exchange): Reply | Refusal {
  const [from, id = '', to] = exchange.params;
  const pair = readObjectPair(exchange, from, to);
  if (isRefusal(pair)) return pair;
  const limit = Number(exchange.query.get('limit') ?? pageSize);
  if (!Number.isInteger(limit) || limit < 1 || limit > pageSize) return invalid(`limit must be from 1 to ${pageSize}`);
  const after = readCursor(exchange.query.get('after'));
  if (after === null) return invalid('after is not a cursor of this call');
  const refusal = refuseInputs(exchange, pair, [{ id, after }]);
  if (refusal !== null) return refusal;
  if (!exchange.account.exists(pair.from, canonicalId(id))) {
    return { kind: 'refusal', status: 404, category: 'OBJECT_NOT_FOUND', message: 'resource not found' };
  }
  return jsonReply(200, pageText(exchange, readPage(exchange, pair, { id, after, limit }), null));
}

function readInput(input: unknown): ReadInput | undefined {
  const id = isJsonObject(input) ? readId(input.id) : undefined;
  const after = isJsonObject(input) ? readCursor(input.after) : null;
  return id === undefined || after === null ? undefined : { id, after };
}

/** A cursor's place, undefined for no cursor, null for nonsense. */
function readCursor(value: unknown): number | undefined | null {
  if (value === undefined || value === null || value === '') return undefined;
  const decoded = typeof value === 'string' ? Buffer.from(value, 'base64url').toString() : '';
  return /^at:\d{1,9}$/.test(decoded) ? Number(decoded.slice(3)) : null;
}

function refuseInputs(exchange: Exchange, pair: ObjectPair, inputs: readonly ReadInput[]): Refusal | null {
  const nonNumeric = refuseNonNumericIds(
    exchange,
    inputs.map((input) => input.id),
  );
  if (nonNumeric !== null) return nonNumeric;
  const { store } = exchange.account;
  const strayed = inputs.some(({ id, after }) => after !== undefined && !store.hasCursor(recordOf(pair, id), after));
  return strayed ? malformed('after does not belong to this id') : null;
}

interface Page {
  readonly neighbours: readonly Neighbour[];
  readonly hasMore: boolean;
}

function readPage(exchange: Exchange, pair: ObjectPair, want: ReadInput & { readonly limit: number }): Page {
  const neighbours: Neighbour[] = [];
  for (const neighbour of exchange.account.store.neighbours(recordOf(pair, want.id), pair.to.id, want.after)) {
    if (neighbours.length === want.limit) return { neighbours, hasMore: true };
    neighbours.push(neighbour);
  }
  return { neighbours, hasMore: false };
}

function recordOf(pair: ObjectPair, id: string): RecordRef {
  return { objectTypeId: pair.from.id, id: canonicalId(id) };
}

function pageText(exchange: Exchange, page: Page, fromId: string | null): string {
  const { ids } = exchange.account.switches;
  const to = page.neighbours.map(({ id, types }) => {
    const rows = types.map(({ category, typeId, label }) => ({ category, typeId, label }));
    return `{"toObjectId":${idText(id, ids)},"associationTypes":${JSON.stringify(rows)}}`;
  });
  const last = page.hasMore ? page.neighbours.at(-1) : undefined;
  const list = `[${to.join(',')}]`;
  const head = fromId === null ? `"results":${list}` : `"from":{"id":${idText(canonicalId(fromId), ids)}},"to":${list}`;
  return `{${head}${last === undefined ? '' : `,"paging":${pagingText(last.cursor)}`}}`;
}

function pagingText(cursor: number): string {
  const after = Buffer.from(`at:${cursor}`).toString('base64url');
  // HubSpot's link leads to a page that does not exist, so callers must go by `after`.
  return JSON.stringify({ next: { after, link: `?after=${after}` } });
}

function nothingFound(pair: ObjectPair, id: string): BatchError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${pair.to.singular} is associated with ${pair.from.singular} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [pair.from.singular], toObjectType: [pair.to.singular] },
  };
}
