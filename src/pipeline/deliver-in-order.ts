/**
 * The heart of a run: reads rows while there is room, groups them, keeps batches in flight, and hands settled rows on in
 * the file's order. Pull-driven: nothing is read that the window cannot hold, and it goes on only while somebody takes.
 */
import pLimit from 'p-limit';
import { Batcher } from '../core/batches.ts';
import { inputsStillOpen, REPORTED_BEFORE } from '../core/resumed-inputs.ts';
import type { RowSet } from '../core/row-ranges.ts';
import type { Batch, Row } from '../core/terms.ts';
import type { EpochStart } from './epochs.ts';
import { Epochs } from './epochs.ts';
import { OrderedWindow } from './ordered-window.ts';
import type { RowBlock } from './row-source.ts';
import type { Stopper } from './stopper.ts';

/** The bounds of what is held in memory, and what is done with a batch. */
export interface FlowOptions {
  /** Inputs of a batch, at most. */
  readonly batchSize: number;
  /** Batches in flight, at most, as of now. */
  readonly concurrency: () => number;
  readonly stopper: Stopper;
  /** Where the source begins. */
  readonly epoch: EpochStart;
  /** Rows below this number were reported by an earlier sitting: they are grouped, but neither sent nor handed on. */
  readonly firstUnreported: number;
  /** Those of them, from the epoch's first on, that need a hand. Default: none. */
  readonly unfinished?: RowSet;
  /** Settles every row of the batch that has no outcome. */
  readonly deliver: (batch: Batch) => Promise<void>;
}

/** Settled rows that follow one another in the file. */
export interface SettledRows {
  readonly rows: readonly Row[];
  /** Where a resumed run has to begin if these rows were the last ones. */
  readonly resumeAt: EpochStart;
}

/** An epoch is a few seconds of work at full speed, and costs one short batch for each pair at its end. */
const EPOCH_BATCHES = 50;
const EPOCH_CHARACTERS = 12 * 1024 * 1024;
/** What so many characters, and one record of the largest size beyond them, take at most. */
const EPOCH_BYTES = 3 * EPOCH_CHARACTERS + 17 * 1024 * 1024;
/** Batches that wait while others are in flight, so that none of the places stays empty. */
const SPARE_BATCHES = 4;
/** Bytes of input behind the batches that are in flight or wait. */
const SENT_BYTES = 32 * 1024 * 1024;

/**
 * The rows of the source, settled, in the file's order. When the run is stopped no further block is read, and the rows
 * that were read are let out with the words that the stop left them. A failure of the source is thrown when all rows
 * before it are out; any other failure is a bug and is thrown at once.
 */
export async function* deliverInOrder(
  source: AsyncIterator<RowBlock>,
  options: FlowOptions,
): AsyncGenerator<SettledRows, void, undefined> {
  const flow = new Flow(source, options);
  while (!flow.isOver) {
    for (let settled = flow.take(); settled !== null; settled = flow.take()) if (settled.rows.length > 0) yield settled;
    // Between the take that found nothing and the wait inside `advance` nothing is awaited, so no event is missed.
    if (!flow.isOver) await flow.advance();
  }
  flow.throwFailure();
}

class Flow {
  readonly #source: AsyncIterator<RowBlock>;
  readonly #options: FlowOptions;
  readonly #window = new OrderedWindow();
  readonly #batcher: Batcher;
  readonly #epochs: Epochs;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #epochRows: number;
  /** Inputs of batches that are in flight or wait for a place. */
  #sentInputs = 0;
  #isReading = false;
  #isSourceOver = false;
  #failure: { readonly thrown: unknown; readonly isBug: boolean } | null = null;
  #wake: () => void = () => {};

  constructor(source: AsyncIterator<RowBlock>, options: FlowOptions) {
    this.#source = source;
    this.#options = options;
    this.#epochRows = EPOCH_BATCHES * options.batchSize;
    this.#batcher = new Batcher(options.batchSize);
    this.#epochs = new Epochs(options.epoch, { rows: this.#epochRows, characters: EPOCH_CHARACTERS });
    this.#limit = pLimit(options.concurrency());
    options.stopper.soft.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Settled rows, without those that were reported before; null when the next row is not settled. */
  take(): SettledRows | null {
    const taken = this.#window.take();
    const last = taken?.at(-1);
    if (taken === null || last === undefined) return null;
    const { firstUnreported } = this.#options;
    const reportedCount = Math.max(0, firstUnreported - (taken[0]?.number ?? firstUnreported));
    return {
      rows: reportedCount === 0 ? taken : taken.slice(reportedCount),
      resumeAt: this.#epochs.startBehind(last.number),
    };
  }

  get isOver(): boolean {
    return this.#failure?.isBug === true || (this.#isEnding && this.#window.rowCount === 0);
  }

  get #isEnding(): boolean {
    return this.#isSourceOver || this.#options.stopper.stopped;
  }

  throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.thrown;
  }

  /** Starts what can be started, and waits until something has happened. */
  advance(): Promise<void> {
    const happened = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#isEnding) this.#closeBatches();
    else if (!this.#isReading && this.#hasRoom) void this.#read();
    return happened;
  }

  /**
   * While the head of the window waits in an open batch, all rows in the window are of one epoch, so a window that
   * holds more than an epoch can only be full because batches in flight keep it so: it never waits for itself.
   */
  get #hasRoom(): boolean {
    const { batchSize, concurrency } = this.#options;
    const places = batchSize * (concurrency() + SPARE_BATCHES);
    // Nothing is under way, and the head is not settled: it waits in an open batch, and only reading can close that.
    if (this.#sentInputs === 0) return true;
    if (this.#sentInputs >= places) return false;
    return this.#window.rowCount < this.#epochRows + places && this.#window.bytes < EPOCH_BYTES + SENT_BYTES;
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      const result = await this.#source.next();
      // A block that arrives after the stop counts as not read: nobody waits for it, a pipe may be silent for ever.
      if (result.done === true) this.#isSourceOver = true;
      else if (!this.#options.stopper.stopped) this.#takeIn(result.value);
    } catch (thrown) {
      this.#isSourceOver = true;
      this.#failure ??= { thrown, isBug: false };
    }
    this.#isReading = false;
    this.#wake();
  }

  #takeIn({ rows, sizes, bytes, start }: RowBlock): void {
    const { epoch, firstUnreported, unfinished } = this.#options;
    const earlierCount = Math.max(0, epoch.firstRow - (rows[0]?.number ?? epoch.firstRow));
    this.#window.push(earlierCount === 0 ? rows : rows.slice(earlierCount), bytes);
    for (let index = earlierCount; index < rows.length; index += 1) {
      const row = rows[index];
      if (row === undefined) continue;
      if (this.#epochs.add(row.number, sizes[index] ?? 0, start)) this.#closeBatches();
      if (row.outcome !== null) continue;
      const batch = this.#batcher.add(row);
      if (row.number < firstUnreported)
        row.outcome = REPORTED_BEFORE[unfinished?.has(row.number) ? 'unfinished' : 'finished'];
      if (batch !== null) this.#start(batch);
    }
  }

  #closeBatches(): void {
    for (let batch = this.#batcher.closeOldest(); batch !== null; batch = this.#batcher.closeOldest())
      this.#start(batch);
  }

  #start(batch: Batch): void {
    const isNew = (batch.inputs[0]?.firstRow.number ?? 0) >= this.#options.firstUnreported;
    const inputs = isNew ? batch.inputs : inputsStillOpen(batch.inputs);
    if (inputs.length === 0) return;
    const concurrency = this.#options.concurrency();
    if (concurrency !== this.#limit.concurrency) this.#limit.concurrency = concurrency;
    this.#sentInputs += inputs.length;
    this.#limit(() => this.#options.deliver({ ...batch, inputs })).then(
      () => {
        this.#sentInputs -= inputs.length;
        this.#wake();
      },
      (thrown: unknown) => {
        this.#failure = { thrown, isBug: true };
        this.#wake();
      },
    );
  }
}
