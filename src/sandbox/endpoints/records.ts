/** Call M: records by id or by a property that identifies them. */
import type { Exchange } from '../account.ts';
import { readInputs, readJson, refuseNonNumericIds, unknownObjectType } from '../inputs.ts';
import { isJsonObject, readId } from '../json.ts';
import type { GivenRecord } from '../records.ts';
import { type BatchError, batchReply, invalid, isRefusal, type Refusal, type Reply } from '../replies.ts';
import { canonicalId } from '../store.ts';

/** HubSpot's documented bound. */
const maxInputs = 100;

/** Records change here only by hand, so one moment does for all. */
const changedAt = '2026-01-15T08:00:00.000Z';

/** M: results in any order, and one error for all values that no record has. */
export function readRecords(exchange: Exchange): Reply | Refusal {
  const [name = ''] = exchange.params;
  const objectType = exchange.account.findObjectType(name);
  if (objectType === undefined) return unknownObjectType(name);
  const values = readInputs(exchange, maxInputs, (input) => (isJsonObject(input) ? readId(input.id) : undefined));
  if (isRefusal(values)) return values;
  const wish = readWish(exchange);
  const { records } = exchange.account;
  if (wish.idProperty === null) {
    const nonNumeric = refuseNonNumericIds(exchange, values);
    if (nonNumeric !== null) return nonNumeric;
  } else if (!records.isUnique(objectType, wish.idProperty)) {
    return invalid(`${wish.idProperty} is not a unique property of ${objectType.singular}`);
  }
  const found = new Map<string, GivenRecord>();
  const missing: string[] = [];
  for (const value of new Set(values)) {
    const record =
      wish.idProperty === null
        ? records.byId(objectType, canonicalId(value))
        : records.byProperty(objectType, wish.idProperty, value);
    if (record === undefined) missing.push(value);
    else found.set(record.id, record);
  }
  const results = [...found.values()].map((record) => ({
    ids: [record.id],
    text: recordText(record, wish.properties),
  }));
  const errors = missing.length === 0 ? [] : [missingError(objectType.singular, missing)];
  return batchReply(exchange, errors.length > 0 ? 207 : 200, { results, errors });
}

interface Wish {
  /** null asks by id. */
  readonly idProperty: string | null;
  readonly properties: readonly string[];
}

function readWish(exchange: Exchange): Wish {
  const json = readJson(exchange);
  const body = !isRefusal(json) && isJsonObject(json.value) ? json.value : {};
  const idProperty = typeof body.idProperty === 'string' && body.idProperty !== 'hs_object_id' ? body.idProperty : null;
  const properties = Array.isArray(body.properties) ? body.properties.filter((name) => typeof name === 'string') : [];
  return { idProperty: idProperty === '' ? null : idProperty, properties };
}

function recordText(record: GivenRecord, wanted: readonly string[]): string {
  const own = { createdate: changedAt, hs_object_id: record.id, lastmodifieddate: changedAt };
  const asked = Object.fromEntries(wanted.map((name) => [name, record.properties[name] ?? null]));
  const times = { createdAt: changedAt, updatedAt: changedAt, archived: false };
  return JSON.stringify({ id: record.id, properties: { ...asked, ...own }, ...times });
}

function missingError(singular: string, ids: readonly string[]): BatchError {
  const message = `Could not get some ${singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`;
  return { status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { ids } };
}
