/** Compares what a run reports with what the local HubSpot holds: the one question that an import has to answer. */
import { objectTypeId } from '../../src/core/object-types.ts';
import { UNFINISHED_STATUSES } from '../../src/core/terms.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import type { RecordRef } from '../../src/sandbox/store.ts';

/** A line of `results.csv`. */
export type ResultRow = Readonly<Record<string, string>>;

/** What the comparison has to know besides the report. */
export interface TruthContext {
  readonly sandbox: Sandbox;
  /** Pairs of records that were associated before the run, as `linkOf` names them. */
  readonly before: ReadonlySet<string>;
  /** Whether rows of one pair travel together, or add to each other: then each must find all of its own types. */
  readonly keepsLabels: boolean;
}

/** Every row whose report is not true, in words; empty when all of it is. */
export function untruths(rows: readonly ResultRow[], context: TruthContext): readonly string[] {
  const byLink = groupByLink(rows);
  return rows.flatMap((row) => {
    const said = `row ${row.row} (${row.from_id} to ${row.to_id}) is ${row.status}`;
    const held = heldTypes(row, context.sandbox);
    const sharers = byLink.get(linkOf(row)) ?? [];
    if (row.status === 'created' || row.status === 'duplicate' || row.status === 'exists') {
      if (held.length === 0) return [`${said}, but it is not there`];
      const isStrict = context.keepsLabels || sharers.length === 1;
      const missing = asked(row).filter((type) => !held.includes(type));
      return isStrict && missing.length > 0 ? [`${said}, but it lacks ${missing.join(' and ')}`] : [];
    }
    if (row.status === 'unknown' || context.before.has(linkOf(row))) return [];
    return isThereByItself(row, held, sharers) ? [`${said}, but it is there`] : [];
  });
}

function groupByLink(rows: readonly ResultRow[]): ReadonlyMap<string, readonly ResultRow[]> {
  const groups = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const sharers = groups.get(linkOf(row));
    if (sharers === undefined) groups.set(linkOf(row), [row]);
    else sharers.push(row);
  }
  return groups;
}

/** Whether HubSpot holds what the row asks for although no other row can have put it there. */
function isThereByItself(row: ResultRow, held: readonly string[], sharers: readonly ResultRow[]): boolean {
  if (held.length === 0) return false;
  const others = sharers.filter((other) => other !== row && !isCertainlyAbsent(other));
  if (others.length === 0) return true;
  const byOthers = new Set(others.filter((other) => other.from_type === row.from_type).flatMap(asked));
  const own = asked(row);
  return own.length > 0 && own.every((type) => held.includes(type)) && !own.every((type) => byOthers.has(type));
}

function isCertainlyAbsent({ status = '' }: ResultRow): boolean {
  return status !== 'unknown' && [...UNFINISHED_STATUSES].some((unfinished) => unfinished === status);
}

function asked({ types = '' }: ResultRow): readonly string[] {
  return types === '' ? [] : types.split(';');
}

/** The pair of records, whichever side is named first. */
export function linkOf({ from_type = '', from_id = '', to_type = '', to_id = '' }: ResultRow): string {
  return [`${from_type}/${from_id}`, `${to_type}/${to_id}`].sort().join(' ');
}

function heldTypes(row: ResultRow, sandbox: Sandbox): readonly string[] {
  const from = recordOf(row.from_type, row.from_id);
  const to = recordOf(row.to_type, row.to_id);
  if (from === null || to === null) return [];
  return sandbox.store.typesOf(from, to).map(({ category, typeId }) => `${category}:${typeId}`);
}

function recordOf(type = '', id = ''): RecordRef | null {
  const typeId = objectTypeId(type);
  return typeId === null || !/^\d+$/.test(id) ? null : { objectTypeId: typeId, id };
}
