/** Decides when a run has gone wrong so often that a person should look before it goes on. */
import type { RowCounts } from './report.ts';
import { ROW_STATUSES } from './terms.ts';

/** A bound on rows with errors: a number of rows, or a share of the rows so far. */
export type ErrorBound =
  | { readonly kind: 'count'; readonly rows: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** A share says nothing before so many rows: two bad rows at a file's top are not 100 %. */
const PERCENT_SAMPLE = 100;
/** Rows without a single success after which a person is told. */
const FRUITLESS_AFTER = 1_000;

/** The rows that were counted after `before`. */
export function rowsSince(now: RowCounts, before: RowCounts): RowCounts {
  const counts = { ...now };
  for (const status of [...ROW_STATUSES, 'read'] as const) counts[status] -= before[status];
  return counts;
}

/** Rows that went wrong; those that were only not sent do not count. */
export function errorRows({ invalid, rejected, failed, unknown }: RowCounts): number {
  return invalid + rejected + failed + unknown;
}

/** Whether more rows went wrong than the bound allows. */
export function exceedsBound(rows: RowCounts, bound: ErrorBound): boolean {
  const errors = errorRows(rows);
  if (bound.kind === 'count') return errors > bound.rows;
  return rows.read >= PERCENT_SAMPLE && errors * 100 > bound.percent * rows.read;
}

/** Whether many rows went wrong and none succeeded: a wrong mapping looks like this. */
export function isFruitless(rows: RowCounts): boolean {
  // A row that a dry run finds ready speaks for the mapping as one that is created does.
  const successes = rows.created + rows.exists + rows.duplicate + rows.not_sent;
  return successes === 0 && errorRows(rows) >= FRUITLESS_AFTER;
}

/** `10` or `5%`, as it was typed. */
export function boundText(bound: ErrorBound): string {
  return bound.kind === 'count' ? `${bound.rows}` : `${bound.percent}%`;
}
