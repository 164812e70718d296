/**
 * The library: `importAssociations` takes rows and gives back what became of each, in the same order and with the
 * guarantees of the command (pace, retries, attribution, nothing guessed). It writes no files.
 */
import { type Connection, connect } from './cli/connection.ts';
import { DEFAULT_BASE_URL, DEFAULT_TIMEOUT_MS } from './cli/import/import-settings.ts';
import { checkedOptions, type ImportAssociationsOptions } from './cli/import/library-options.ts';
import { distance } from './cli/text-distance.ts';
import { wordsForCode } from './cli/wording/outcomes.ts';
import { describeProblems } from './cli/wording/row-problems.ts';
import { describeStop } from './cli/wording/stops.ts';
import { API_VERSIONS } from './core/endpoints.ts';
import { EXIT, HsAssocError } from './core/errors.ts';
import { canonicalObjectType } from './core/object-types.ts';
import { messageOf } from './core/outcomes.ts';
import type { AdditionNotes, RunLog, SourceBlock } from './core/ports.ts';
import { RecordOrigin } from './core/record-origin.ts';
import { DEFAULT_RETRY_POLICY } from './core/retry.ts';
import { RowReader } from './core/rows.ts';
import { exitCodeOf } from './core/stops.ts';
import type { Outcome, Row } from './core/terms.ts';
import { MAX_BATCH_INPUTS } from './core/terms.ts';
import { deliverInOrder } from './pipeline/deliver-in-order.ts';
import { deliver } from './pipeline/delivery.ts';
import { FIRST_EPOCH } from './pipeline/epochs.ts';
import { KeepExisting, keepsWhatExists } from './pipeline/keep-existing.ts';
import { PairDirectory } from './pipeline/pair-directory.ts';
import { readRows } from './pipeline/row-source.ts';
import { Stopper } from './pipeline/stopper.ts';
import { RequestTally } from './pipeline/tally.ts';

export type { ImportAssociationsOptions } from './cli/import/library-options.ts';
export type { ExitCode } from './core/errors.ts';
export { EXIT, HsAssocError } from './core/errors.ts';
export type { RowStatus } from './core/terms.ts';
export { ROW_STATUSES } from './core/terms.ts';

/** One association to make. */
export interface AssociationRow {
  readonly fromId: string;
  readonly toId: string;
  /** A label, a type id, `CATEGORY:id`, or several with `;`. Default: that of the options. */
  readonly type?: string;
  /** Default: that of the options. */
  readonly fromType?: string;
  /** Default: that of the options. */
  readonly toType?: string;
}

/** What became of a row. Its number is 1 for the first row taken. */
export interface RowOutcome extends Omit<Outcome, 'provisional'> {
  readonly row: number;
  readonly fromType: string;
  readonly fromId: string;
  readonly toType: string;
  readonly toId: string;
  /** `CATEGORY:id` joined with `;`; empty for the default association. */
  readonly types: string;
}

const HEADER = ['from', 'to', 'type', 'from type', 'to type'];
const COLUMNS = { from: 0, to: 1, type: 2, fromType: 3, toType: 4 };
const ROWS_OF_A_BLOCK = 500;

const SILENT_LOG: RunLog = { request: () => {}, note: () => {} };
/** Nothing outlives the process here, so nothing has to be remembered for a later one. */
const NO_NOTES: AdditionNotes = { note: async () => {}, wasNoted: () => false, hadAtFirst: () => '' };

/**
 * The outcome of each row, in the order of the rows, as soon as all rows before it have theirs. Takes rows only while
 * outcomes are taken. When HubSpot refuses the account, or does not answer any more, the rows taken so far come out
 * first, and then an `HsAssocError` is thrown, whose `exitCode` is the command's. Options that are out of bounds are thrown at the
 * first row (`OPTION_INVALID`, all of them at once).
 */
export async function* importAssociations(
  rows: AsyncIterable<AssociationRow> | Iterable<AssociationRow>,
  given: ImportAssociationsOptions,
): AsyncGenerator<RowOutcome, void, undefined> {
  const options = checkedOptions(given);
  const stopper = new Stopper();
  const stop = (): void => stopper.stop({ kind: 'interrupted', signal: 'SIGINT' });
  if (options.signal?.aborted === true) stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  const connection = connectAs(options, stopper);
  const { context, dispatcher } = connection;
  const version = options.apiVersion ?? API_VERSIONS[0];
  const directory = new PairDirectory(context, { version, bothDirections: true });
  const reader = new RowReader({
    header: HEADER,
    columns: COLUMNS,
    defaults: {
      fromType: objectType(options.from),
      toType: objectType(options.to),
      type: options.type ?? null,
    },
    typesOf: (pair) => directory.typesOf(pair),
    describe: describeProblems,
    distance,
  });
  const delivery = { ...context, version, typesOf: directory.knownTypesOf };
  const keeping = new KeepExisting(delivery, NO_NOTES);
  const keeps = keepsWhatExists(options.existing ?? null);
  const source = readRows(blocksOf(rows), { reader, directory, from: FIRST_EPOCH.readFrom });
  try {
    const settled = deliverInOrder(source, {
      batchSize: options.batchSize ?? MAX_BATCH_INPUTS,
      concurrency: () => options.concurrency ?? dispatcher.wantedInFlight,
      stopper,
      epoch: FIRST_EPOCH,
      firstUnreported: 1,
      deliver: async (batch) => {
        if (keeps(batch)) await keeping.deliver(batch, (rest) => deliver(rest, delivery));
        else await keeping.inOrder(batch, () => deliver(batch, delivery));
      },
    });
    for await (const { rows: done } of settled) yield* done.map(asRowOutcome);
  } finally {
    options.signal?.removeEventListener('abort', stop);
    stop();
    stopper.abandon();
    await connection.close();
  }
  throwIfStopped(stopper, options.signal);
}

function connectAs(options: ImportAssociationsOptions, stopper: Stopper): Connection {
  const { token, baseUrl = DEFAULT_BASE_URL, timeoutMs = DEFAULT_TIMEOUT_MS, rate = null } = options;
  const retryPolicy = DEFAULT_RETRY_POLICY;
  return connect(
    { baseUrl, timeoutMs, rate, maxAttempts: retryPolicy.maxAttempts, retryPolicy },
    { token, stopper, tally: new RequestTally(), log: SILENT_LOG },
  );
}

function throwIfStopped({ reason }: Stopper, signal: AbortSignal | undefined): void {
  if (reason === null || (reason.kind === 'interrupted' && signal?.aborted !== true)) return;
  const isAborted = reason.kind === 'interrupted';
  const code = isAborted ? 'INTERRUPTED' : `STOPPED_${reason.kind.toUpperCase()}`;
  // There is no keyboard here.
  const message = isAborted ? 'Aborted by the signal that was given.' : describeStop(reason);
  throw new HsAssocError(code, { message, exitCode: exitCodeOf(reason) });
}

function objectType(text: string | undefined): string | null {
  if (text === undefined) return null;
  const canonical = canonicalObjectType(text);
  if (canonical !== null) return canonical;
  throw new HsAssocError('OBJECT_TYPE_MALFORMED', { message: `${JSON.stringify(text)} cannot be an object type` });
}

async function* blocksOf(rows: AsyncIterable<AssociationRow> | Iterable<AssociationRow>): AsyncGenerator<SourceBlock> {
  let records: string[][] = [];
  let firstNumber = 1;
  const block = (): SourceBlock => {
    const bytes = records.reduce((sum, record) => sum + record.join().length, 0);
    const all = records;
    const origin = new RecordOrigin(firstNumber, () => all);
    const made = { records, origin, firstNumber, endOffset: 0, bytes };
    firstNumber += records.length;
    records = [];
    return made;
  };
  for await (const row of rows) {
    // A script without types can hand over anything, and one such row must not cost its neighbours their outcomes.
    const { fromId, toId, type, fromType, toType } = Object(row) as Partial<Record<keyof AssociationRow, unknown>>;
    records.push([fromId, toId, type, fromType, toType].map(cellOf));
    if (records.length === ROWS_OF_A_BLOCK) yield block();
  }
  if (records.length > 0) yield block();
}

/** A number that can have lost its last digits is written as a spreadsheet writes one that has, which is never sent. */
function cellOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  const isDoubtful = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isDoubtful ? Number(value).toExponential() : String(value);
}

function asRowOutcome({ number, fromType, fromId, toType, toId, types, sent, outcome }: Row): RowOutcome {
  if (outcome === null)
    throw new HsAssocError('ROW_WITHOUT_OUTCOME', { message: `row ${number}`, exitCode: EXIT.accounting });
  const { provisional: _, ...word } = outcome;
  const message = messageOf(outcome, wordsForCode);
  return { row: number, fromType, fromId, toType, toId, types: (sent ?? types).key, ...word, message };
}
