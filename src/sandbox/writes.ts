/**
 * Writing associations: everything is checked before anything is applied, so a refused request leaves no trace; a record that is
 * missing costs its own rows only, unless a switch says otherwise.
 */
import type { Account, Exchange } from './account.ts';
import type { AssociationType } from './association-types.ts';
import { type ObjectPair, type PairInput, refuseNonNumericIds } from './inputs.ts';
import { LimitCheck } from './limits.ts';
import type { ObjectType } from './object-types.ts';
import {
  invalidRecordsRefusal,
  limitErrors,
  limitRefusal,
  type MissingRecord,
  missingRecordErrors,
  missingRecordsRefusal,
  type NamedPair,
} from './record-errors.ts';
import { type BatchError, invalid, isRefusal, type Refusal } from './replies.ts';
import { canonicalId, type RecordRef, type WriteMode } from './store.ts';

/** One row ready to be written; its types lead from `from` to `to`. */
export interface Row extends NamedPair {
  readonly from: RecordRef;
  readonly to: RecordRef;
  readonly types: readonly AssociationType[];
}

/** What became of a request's rows: those to be answered, in order, and what HubSpot says of the others. */
export interface Written {
  readonly rows: readonly Row[];
  readonly errors: readonly BatchError[];
}

/** Turns an input into types, or into the reason why not. */
export type ResolveTypes = (input: PairInput) => readonly AssociationType[] | Refusal;

/** Checks the inputs of one request and writes what may be written. */
export function writeInputs(
  exchange: Exchange,
  pair: ObjectPair,
  request: { readonly inputs: readonly PairInput[]; readonly resolve: ResolveTypes; readonly mode: WriteMode },
): Written | Refusal {
  const nonNumeric = refuseNonNumericIds(exchange, idsOf(request.inputs));
  if (nonNumeric !== null) return nonNumeric;
  const rows = toRows(exchange.account, pair, request);
  if (isRefusal(rows)) return rows;
  const refusal = refuseDuplicates(exchange, rows) ?? refuseInvalidRecords(exchange, rows);
  if (refusal !== null) return refusal;
  const present = withoutMissing(exchange, rows);
  if (isRefusal(present)) return present;
  const admitted = withinLimits(exchange, present.rows);
  if (isRefusal(admitted)) return admitted;
  if (exchange.directives.emptyResults || exchange.directives.canceled) return { rows: [], errors: [] };
  const answered = applyRows(exchange.account, admitted.rows, request.mode);
  return { rows: answered, errors: [...present.errors, ...admitted.errors] };
}

function* idsOf(inputs: readonly PairInput[]): Generator<string> {
  for (const { fromId, toId } of inputs) {
    yield fromId;
    yield toId;
  }
}

function toRows(
  account: Account,
  pair: ObjectPair,
  request: { readonly inputs: readonly PairInput[]; readonly resolve: ResolveTypes },
): readonly Row[] | Refusal {
  const rows: Row[] = [];
  for (const input of request.inputs) {
    const types = request.resolve(input);
    if (isRefusal(types)) return types;
    const [type] = types;
    // The types decide the object types; they differ from the path's only where a switch lets foreign types through.
    const fromType = type === undefined || type.from === pair.from.id ? pair.from : account.findObjectType(type.from);
    const toType = type === undefined || type.to === pair.to.id ? pair.to : account.findObjectType(type.to);
    if (fromType === undefined || toType === undefined) return invalid('The association type has no object types');
    const [fromId, toId] = [canonicalId(input.fromId), canonicalId(input.toId)];
    const from = { objectTypeId: fromType.id, id: fromId };
    rows.push({ fromType, fromId, toType, toId, from, to: { objectTypeId: toType.id, id: toId }, types });
  }
  return rows;
}

function refuseDuplicates(exchange: Exchange, rows: readonly Row[]): Refusal | null {
  if (exchange.account.switches.duplicates !== '400') return null;
  const distinct = new Set(rows.map((row) => `${row.fromId}>${row.toId}`));
  return distinct.size === rows.length ? null : invalid('Duplicate associations found in the batch');
}

/** Ids that begin with 400 stand for records HubSpot calls invalid for the type. */
function refuseInvalidRecords(exchange: Exchange, rows: readonly Row[]): Refusal | null {
  if (!exchange.account.magicIds) return null;
  const records: { type: ObjectType; id: string }[] = [];
  for (const row of rows) {
    if (isInvalidRecord(row.fromId)) records.push({ type: row.fromType, id: row.fromId });
    if (isInvalidRecord(row.toId)) records.push({ type: row.toType, id: row.toId });
  }
  return records.length === 0 ? null : invalidRecordsRefusal(exchange, records);
}

function isInvalidRecord(id: string): boolean {
  return id.startsWith('400');
}

function withoutMissing(exchange: Exchange, rows: readonly Row[]): Written | Refusal {
  const { exists, switches } = exchange.account;
  const missing: MissingRecord[] = [];
  const present: Row[] = [];
  for (const row of rows) {
    const from = exists(row.fromType, row.fromId);
    const to = exists(row.toType, row.toId);
    if (!from) missing.push({ side: 'from', row });
    if (!to) missing.push({ side: 'to', row });
    if (from && to) present.push(row);
  }
  if (missing.length === 0) return { rows, errors: [] };
  switch (switches.missingRecords) {
    case '207':
      return { rows: present, errors: missingRecordErrors(missing, switches.errorContext) };
    case '400':
      return missingRecordsRefusal(exchange, missing);
    case 'silent':
      return { rows: present, errors: [] };
  }
}

function withinLimits(exchange: Exchange, rows: readonly Row[]): Written | Refusal {
  const { account } = exchange;
  if (account.limits.none) return { rows, errors: [] };
  const check = new LimitCheck(account);
  const admitted: Row[] = [];
  const over: Row[] = [];
  for (const row of rows) (check.admits(row.from, row.to, row.types) ? admitted : over).push(row);
  if (over.length === 0) return { rows, errors: [] };
  if (account.switches.limitErrors === 'request') return limitRefusal(exchange, over);
  return { rows: admitted, errors: limitErrors(over, account.switches.limitErrors === 'pair') };
}

interface Effect {
  readonly set: number;
  readonly primaries: readonly AssociationType[];
}

/** Writes rows in order, sharing what is worked out about equal types, and returns those to be answered. */
function applyRows(account: Account, rows: readonly Row[], mode: WriteMode): readonly Row[] {
  const { store, switches } = account;
  const answered: Row[] = [];
  const effects = new Map<readonly AssociationType[], Effect>();
  for (const row of rows) {
    let effect = effects.get(row.types);
    if (effect === undefined) {
      effect = effectOf(account, row);
      effects.set(row.types, effect);
    }
    for (const type of effect.primaries) releasePrimary(account, row, type);
    const before = switches.existing === 'omitted' ? store.typesOf(row.from, row.to) : null;
    store.writeSet(row.from, row.to, { set: effect.set, mode });
    // Equal sets are the same array.
    if (before === null || before !== store.typesOf(row.from, row.to)) answered.push(row);
  }
  return answered;
}

/** The unlabelled type always stands beside a label, and a primary type leaves the record it was at. */
function effectOf({ store, types: registry }: Account, row: Row): Effect {
  const unlabelled = registry.unlabelled(row.from.objectTypeId, row.to.objectTypeId);
  const set = store.setOf(unlabelled === undefined ? row.types : [...row.types, unlabelled]);
  return { set, primaries: row.types.filter((type) => type.primaryOf !== null) };
}

function releasePrimary({ store, types: registry }: Account, row: Row, type: AssociationType): void {
  const fromOwns = type.primaryOf === 'from';
  const owner = fromOwns ? row.from : row.to;
  const seen = fromOwns ? type : registry.at(type.inverseIndex);
  for (const neighbour of store.neighbours(owner, seen.to)) {
    if (neighbour.types.includes(seen)) store.remove(owner, { objectTypeId: seen.to, id: neighbour.id }, [seen]);
  }
}
