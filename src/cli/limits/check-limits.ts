/**
 * `import --check-limits`: before the first write, the file is looked through for rows that the account's limits have no
 * room for, counting what file and account hold together. Such rows are invalid: they are named, and never sent.
 */
import { EXIT, HsAssocError } from '../../core/errors.ts';
import type { LimitBreak, LimitRule, LimitUse, PairRules } from '../../core/limit-check.ts';
import { LimitLedger, mayReach } from '../../core/limit-check.ts';
import { outcome } from '../../core/outcomes.ts';
import type { RowReader } from '../../core/rows.ts';
import type { ObjectPair, Row } from '../../core/terms.ts';
import { pairName } from '../../core/terms.ts';
import { type Neighbour, readNeighbours, surveyRules } from '../../pipeline/limit-survey.ts';
import type { RecordReader } from '../../pipeline/row-source.ts';
import type { OpenAccount } from '../account/account-session.ts';
import type { ImportFile } from '../import/import-file.ts';
import { describeLimitBreak, wordsForLimitBreaks, wordsForUncheckedLimits } from '../wording/limits.ts';

/** What limits are checked with. */
export interface LimitChecking {
  readonly account: OpenAccount;
  readonly reader: RowReader;
  readonly notice: (text: string) => void;
  /** `--concurrency`; null: not given. */
  readonly concurrency: number | null;
}

/** Keeps the allowance of most accounts full, unless answers take longer than half a second. */
const READS_IN_FLIGHT = 10;

/** The reader that settles rows which would break a limit. Throws an `HsAssocError` when limits cannot be read. */
export async function checkLimits({ csv }: ImportFile, checking: LimitChecking): Promise<RecordReader> {
  const { reader, account, notice } = checking;
  const rules = await rulesOf(csv, checking);
  const concerned = await concernedRecords(csv, { reader, rules });
  const ledger = new LimitLedger();
  await holdAll(ledger, concerned, checking);
  if (account.context.stopper.stopped) return reader;
  const breaks = new Map<number, LimitBreak>();
  await forEachRow(csv, reader, (row) => {
    const uses = usesIn(rules, row).filter(({ rule, recordId }) => concerned.get(rule)?.has(recordId) === true);
    const broken = ledger.take(row.number, uses);
    if (broken !== null) breaks.set(row.number, broken);
  });
  if (breaks.size > 0) notice(wordsForLimitBreaks(breaks));
  return {
    pairsIn: (records) => reader.pairsIn(records),
    read: (record, number) => settled(reader.read(record, number), breaks.get(number)),
  };
}

/**
 * Reads what the records have in the account: one reading for all rules that look from the same side. A record that HubSpot
 * does not tell of is concerned no more: rows for it may be there already, so only HubSpot can say which ones it has room for.
 */
async function holdAll(
  ledger: LimitLedger,
  concerned: ReadonlyMap<LimitRule, Set<string>>,
  { account, notice, concurrency }: LimitChecking,
): Promise<void> {
  const inFlight = concurrency ?? READS_IN_FLIGHT;
  const sides = new Map([...concerned.keys()].map(({ pair }) => [pairName(pair), pair]));
  for (const [name, pair] of sides) {
    const own = [...concerned].filter(([rule]) => pairName(rule.pair) === name);
    const take = ({ id, otherId, types }: Neighbour): void => {
      for (const [rule, ids] of own) {
        const counts = ids.has(id) && (rule.type === null || types.includes(rule.type));
        if (counts) ledger.hold({ rule, recordId: id, otherId });
      }
    };
    const untold = await readNeighbours(pair, new Set(own.flatMap(([, ids]) => [...ids])), {
      ...account,
      inFlight,
      take,
    });
    if (account.context.stopper.stopped) return;
    for (const [, ids] of own) for (const id of untold) ids.delete(id);
    if (untold.length > 0) notice(wordsForUncheckedLimits(pair, untold.length));
  }
}

function settled(row: Row, broken: LimitBreak | undefined): Row {
  if (broken === undefined || row.outcome !== null) return row;
  return {
    ...row,
    outcome: outcome('invalid', { code: 'LIMIT_WOULD_BE_EXCEEDED', message: describeLimitBreak(broken) }),
  };
}

async function rulesOf(
  csv: ImportFile['csv'],
  { reader, account, notice }: LimitChecking,
): Promise<ReadonlyMap<string, PairRules>> {
  const pairs = new Map<string, ObjectPair>();
  for await (const { records } of csv.blocks())
    for (const pair of reader.pairsIn(records)) pairs.set(pairName(pair), pair);
  const rules = new Map<string, PairRules>();
  for (const [name, pair] of pairs) {
    const entry = await account.directory.load(pair);
    if (account.context.stopper.stopped) break;
    if (entry?.kind !== 'known') continue;
    const found = await surveyRules(entry.types, account, (what, where) => {
      if (account.context.stopper.stopped) return;
      if (what === 'recordLimit')
        notice(`note: HubSpot does not tell how many associations a record may have (${pairName(where)})`);
      else throw unreadable(where);
    });
    rules.set(name, found);
  }
  return rules;
}

function unreadable(pair: ObjectPair): HsAssocError {
  const message = `the limits ${pairName(pair)} cannot be read, so --check-limits cannot be kept`;
  return new HsAssocError('LIMITS_UNREADABLE', {
    message,
    hint: 'try later, or import without --check-limits',
    exitCode: EXIT.usage,
  });
}

/** The records that can reach a limit, for each rule. Those of the others need not be read, nor counted. */
async function concernedRecords(
  csv: ImportFile['csv'],
  { reader, rules }: { readonly reader: RowReader; readonly rules: ReadonlyMap<string, PairRules> },
): Promise<ReadonlyMap<LimitRule, Set<string>>> {
  const counts = new Map<LimitRule, Map<string, number>>();
  if (![...rules.values()].some(({ from, to }) => from.length + to.length > 0)) return new Map();
  await forEachRow(csv, reader, (row) => {
    for (const { rule, recordId } of usesIn(rules, row)) {
      const own = counts.get(rule) ?? new Map<string, number>();
      own.set(recordId, (own.get(recordId) ?? 0) + 1);
      counts.set(rule, own);
    }
  });
  const concerned = [...counts].map(([rule, own]): [LimitRule, Set<string>] => {
    const ids = [...own].filter(([recordId, rows]) => mayReach(rule, recordId, rows)).map(([recordId]) => recordId);
    return [rule, new Set(ids)];
  });
  return new Map(concerned.filter(([, ids]) => ids.size > 0));
}

function usesIn(rules: ReadonlyMap<string, PairRules>, row: Row): readonly LimitUse[] {
  const own = rules.get(pairName({ from: row.fromType, to: row.toType }));
  return own === undefined ? [] : own.usesOf(row);
}

async function forEachRow(csv: ImportFile['csv'], reader: RowReader, look: (row: Row) => void): Promise<void> {
  for await (const { records, firstNumber } of csv.blocks()) {
    for (const [index, record] of records.entries()) {
      const row = reader.read(record, firstNumber + index);
      if (row.outcome === null) look(row);
    }
  }
}
