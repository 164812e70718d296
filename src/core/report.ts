/**
 * The account of a run's rows: how many ended how, and which errors there were. It is the one place that counts, and it
 * asserts the law of conservation: the rows come in the file's order, each number exactly once.
 */
import { EXIT, HsAssocError } from './errors.ts';
import { isSuccess, messageOf, type WordsForCode } from './outcomes.ts';
import type { Row, RowStatus } from './terms.ts';
import { ROW_STATUSES } from './terms.ts';

/** Rows by status; `read` is their sum. */
export type RowCounts = Readonly<Record<RowStatus | 'read', number>>;

/** Rows that share a status and a code. */
export interface ErrorGroup {
  readonly code: string;
  readonly status: RowStatus;
  readonly rows: number;
  /** The numbers of the first rows, as ranges: `1-3,7`; with `…` when there are more ranges than are kept. */
  readonly rowRanges: string;
  readonly examples: readonly ErrorExample[];
}

/** One row of a group, to look at. */
export interface ErrorExample {
  readonly row: number;
  readonly fromId: string;
  readonly toId: string;
  readonly message: string;
  readonly correlationId: string;
}

/** What a later sitting of the same run needs in order to go on counting. */
export interface ReportState {
  readonly rows: RowCounts;
  readonly errors: readonly ErrorGroup[];
}

const EXAMPLES_KEPT = 3;
const RANGES_KEPT = 20;
/** Distinct codes kept apart; HubSpot has a few dozens. What comes later is counted under `OTHER`. */
const GROUPS_KEPT = 200;

/** No rows at all. */
export const NO_ROWS: RowCounts = {
  read: 0,
  created: 0,
  exists: 0,
  duplicate: 0,
  invalid: 0,
  rejected: 0,
  failed: 0,
  unknown: 0,
  not_sent: 0,
};

/** Rows that need a hand. */
export function unfinishedRows({ invalid, rejected, failed, unknown, not_sent }: RowCounts): number {
  return invalid + rejected + failed + unknown + not_sent;
}

/** Counts rows as they are reported. */
export class Report {
  readonly #wordsForCode: WordsForCode;
  readonly #counts: Record<RowStatus | 'read', number>;
  readonly #groups = new Map<string, OpenGroup>();

  /** `earlier`: the account of the sittings before this one. `wordsForCode`: for examples that HubSpot has no words for. */
  constructor(wordsForCode: WordsForCode, earlier?: ReportState) {
    this.#wordsForCode = wordsForCode;
    this.#counts = { ...(earlier?.rows ?? NO_ROWS) };
    for (const group of earlier?.errors ?? [])
      this.#groups.set(groupKey(group.status, group.code), new OpenGroup(group));
  }

  /** Takes the next row. Throws an accounting error when it is not the next one, or has no outcome. */
  add(row: Row): void {
    const { number, outcome } = row;
    if (number !== this.#counts.read + 1 || outcome === null) {
      const what = outcome === null ? 'has no outcome' : `came after row ${this.#counts.read}`;
      throw new HsAssocError('ROWS_NOT_CONSERVED', { message: `row ${number} ${what}`, exitCode: EXIT.accounting });
    }
    this.#counts.read += 1;
    this.#counts[outcome.status] += 1;
    if (isSuccess(outcome.status)) return;
    const isNew = !this.#groups.has(groupKey(outcome.status, outcome.code));
    const code = isNew && this.#groups.size >= GROUPS_KEPT ? 'OTHER' : outcome.code;
    const key = groupKey(outcome.status, code);
    const group = this.#groups.get(key) ?? new OpenGroup({ code, status: outcome.status });
    this.#groups.set(key, group);
    group.add(row, this.#wordsForCode);
  }

  get rows(): RowCounts {
    return { ...this.#counts };
  }

  /** Rows that need a hand. */
  get unfinished(): number {
    return unfinishedRows(this.#counts);
  }

  /** Groups with the most rows first; of those with equally many, the one that was met first. */
  get errors(): readonly ErrorGroup[] {
    const metFirst = ({ examples }: ErrorGroup): number => examples[0]?.row ?? 0;
    return [...this.#groups.values()]
      .map((group) => group.asGroup())
      .sort((a, b) => b.rows - a.rows || metFirst(a) - metFirst(b));
  }

  get state(): ReportState {
    return { rows: this.rows, errors: this.errors };
  }

  /** Throws an accounting error unless the rows read are the sum of all statuses. */
  assertConserved(): void {
    const sum = ROW_STATUSES.reduce((total, status) => total + this.#counts[status], 0);
    if (sum === this.#counts.read) return;
    const message = `${this.#counts.read} rows were read, but ${sum} have a status`;
    throw new HsAssocError('ROWS_NOT_CONSERVED', { message, exitCode: EXIT.accounting });
  }
}

function groupKey(status: RowStatus, code: string): string {
  return `${status} ${code}`;
}

/** A group that still grows. The ranges are kept as numbers of first and last row, a bounded number of them. */
class OpenGroup {
  readonly #code: string;
  readonly #status: RowStatus;
  #rows: number;
  readonly #ranges: string[];
  #last: { readonly first: number; last: number } | null = null;
  readonly #examples: ErrorExample[];

  constructor(group: Pick<ErrorGroup, 'code' | 'status'> & Partial<ErrorGroup>) {
    this.#code = group.code;
    this.#status = group.status;
    this.#rows = group.rows ?? 0;
    this.#ranges = (group.rowRanges ?? '').split(',').filter((range) => range !== '');
    // The range that an earlier sitting ended with may go on.
    const [first, last = first] = this.#ranges.at(-1)?.split('-').map(Number) ?? [];
    if (first !== undefined && last !== undefined && this.#ranges.length <= RANGES_KEPT) {
      this.#ranges.pop();
      this.#last = { first, last };
    }
    this.#examples = [...(group.examples ?? [])];
  }

  add({ number, fromId, toId, outcome }: Row, wordsForCode: WordsForCode): void {
    this.#rows += 1;
    if (this.#last?.last === number - 1) this.#last.last = number;
    else {
      this.#closeRange();
      this.#last = { first: number, last: number };
    }
    if (this.#examples.length >= EXAMPLES_KEPT || outcome === null) return;
    const message = messageOf(outcome, wordsForCode);
    this.#examples.push({ row: number, fromId, toId, message, correlationId: outcome.correlationId });
  }

  #closeRange(): void {
    if (this.#last !== null && this.#ranges.length <= RANGES_KEPT) this.#ranges.push(asRange(this.#last));
  }

  asGroup(): ErrorGroup {
    const ranges = this.#last === null ? this.#ranges : [...this.#ranges, asRange(this.#last)];
    const kept = ranges.slice(0, RANGES_KEPT);
    const rowRanges = ranges.length > RANGES_KEPT ? `${kept.join(',')},…` : kept.join(',');
    return { code: this.#code, status: this.#status, rows: this.#rows, rowRanges, examples: [...this.#examples] };
  }
}

function asRange({ first, last }: { readonly first: number; readonly last: number }): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
