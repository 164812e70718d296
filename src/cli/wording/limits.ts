/** Words for limits that rows would break. */
import type { LimitBreak, LimitRule } from '../../core/limit-check.ts';
import type { ObjectPair } from '../../core/terms.ts';
import { pairName } from '../../core/terms.ts';
import { count, counted, quoted } from './numbers.ts';

/** What a limit says: `at most 1 of contacts as "Decision maker" (USER_DEFINED:31) for one of companies`. */
function describeRule({ pair, type, label, max }: LimitRule): string {
  const as = type === null ? '' : label === null ? ` (${type})` : ` as ${quoted(label)} (${type})`;
  return `at most ${count(max)} of ${pair.to}${as} for one of ${pair.from}`;
}

/** Which limit a row would break, for which record, and which rows took the places before it. */
export function describeLimitBreak({ rule, recordId, inAccount, rows, rowCount }: LimitBreak): string {
  const more = rowCount > rows.length ? ` and ${count(rowCount - rows.length)} more` : '';
  const before =
    rowCount === 0 ? '' : `, and ${rowCount === 1 ? 'row' : 'rows'} ${rows.join(', ')}${more} before this one`;
  return `Not sent, because the account allows ${describeRule(rule)}: ${recordId} has ${count(inAccount)} in HubSpot${before}.`;
}

const LIMITS_SHOWN = 5;

/** Which limits rows of the file would break, the most frequent first. */
export function wordsForLimitBreaks(breaks: ReadonlyMap<number, LimitBreak>): string {
  const groups = new Map<LimitRule, { rows: number; first: number; recordId: string }>();
  for (const [row, { rule, recordId }] of breaks) {
    const group = groups.get(rule) ?? { rows: 0, first: row, recordId };
    group.rows += 1;
    groups.set(rule, group);
  }
  const sorted = [...groups].sort(([, a], [, b]) => b.rows - a.rows);
  const lines = sorted
    .slice(0, LIMITS_SHOWN)
    .map(
      ([rule, { rows, first, recordId }]) =>
        `  ${counted(rows, 'row')}: ${describeRule(rule)}; first in row ${first} (${recordId})`,
    );
  const rest = sorted.length > LIMITS_SHOWN ? [`  and ${counted(sorted.length - LIMITS_SHOWN, 'other limit')}`] : [];
  return [
    `${counted(breaks.size, 'row')} would break a limit and ${breaks.size === 1 ? 'is' : 'are'} not sent:`,
    ...lines,
    ...rest,
  ].join('\n');
}

/** That some records could not be looked up. */
export function wordsForUncheckedLimits(pair: ObjectPair, records: number): string {
  return `note: HubSpot does not tell what ${counted(records, 'record')} ${records === 1 ? 'has' : 'have'} already (${pairName(pair)}): their rows are not checked`;
}
