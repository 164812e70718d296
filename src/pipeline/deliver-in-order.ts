/**
 * The heart of a run: reads rows while there is room, groups them, keeps batches in flight, and hands settled rows on in
 * the file's order. Pull-driven: nothing is read that the window cannot hold, and it goes on only while somebody takes.
 */
import pLimit from 'p-limit';
import { Batcher } from '../core/batches.ts';
import type { Batch } from '../core/terms.ts';
import type { SettledRows } from './ordered-window.ts';
import { OrderedWindow } from './ordered-window.ts';
import type { ReadBlock } from './row-source.ts';
import type { Stopper } from './stopper.ts';

/** The bounds of what is held in memory, and what is done with a batch. */
export interface FlowOptions {
  /** Inputs of a batch, at most. */
  readonly batchSize: number;
  /** Batches in flight, at most, as of now. */
  readonly concurrency: () => number;
  /** Rows that were read and are not reported, at most, as of now; a block may exceed it. */
  readonly windowRows: () => number;
  /** Bytes of input that those rows came from, at most; a block may exceed it. */
  readonly windowBytes: number;
  readonly stopper: Stopper;
  /** Settles every row of the batch. */
  readonly deliver: (batch: Batch) => Promise<void>;
}

/**
 * The rows of the source, settled, in the file's order. When the run is stopped no further block is read, and the rows
 * that were read are let out with the words that the stop left them. A failure of the source is thrown when all rows
 * before it are out; any other failure is a bug and is thrown at once.
 */
export async function* deliverInOrder(
  source: AsyncIterator<ReadBlock>,
  options: FlowOptions,
): AsyncGenerator<SettledRows, void, undefined> {
  const flow = new Flow(source, options);
  while (!flow.isOver) {
    for (let settled = flow.take(); settled !== null; settled = flow.take()) yield settled;
    // Between the take that found nothing and the wait inside `advance` nothing is awaited, so no event is missed.
    if (!flow.isOver) await flow.advance();
  }
  flow.throwFailure();
}

class Flow {
  readonly #source: AsyncIterator<ReadBlock>;
  readonly #options: FlowOptions;
  readonly #window = new OrderedWindow();
  readonly #batcher: Batcher;
  readonly #limit: ReturnType<typeof pLimit>;
  #isReading = false;
  #isSourceOver = false;
  #failure: { readonly thrown: unknown; readonly isBug: boolean } | null = null;
  #wake: () => void = () => {};

  constructor(source: AsyncIterator<ReadBlock>, options: FlowOptions) {
    this.#source = source;
    this.#options = options;
    this.#batcher = new Batcher(options.batchSize);
    this.#limit = pLimit(options.concurrency());
    options.stopper.soft.addEventListener('abort', () => this.#wake(), { once: true });
  }

  take(): SettledRows | null {
    return this.#window.take();
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
    const { windowRows, windowBytes } = this.#options;
    const isFull = this.#window.rowCount >= windowRows() || this.#window.bytes >= windowBytes;
    if (this.#isEnding) this.#closeAll();
    else if (isFull) this.#closeBlocking();
    else if (!this.#isReading) void this.#read();
    return happened;
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

  #takeIn({ block, end }: ReadBlock): void {
    this.#window.push(block, end);
    for (const row of block.rows) {
      if (row.outcome !== null) continue;
      const batch = this.#batcher.add(row);
      if (batch !== null) this.#start(batch);
    }
  }

  #closeAll(): void {
    for (let batch = this.#batcher.closeOldest(); batch !== null; batch = this.#batcher.closeOldest())
      this.#start(batch);
  }

  /** A full window whose first row waits in an open batch would wait for ever. */
  #closeBlocking(): void {
    if (this.#batcher.oldestRowNumber !== this.#window.headNumber) return;
    const batch = this.#batcher.closeOldest();
    if (batch !== null) this.#start(batch);
  }

  #start(batch: Batch): void {
    const concurrency = this.#options.concurrency();
    if (concurrency !== this.#limit.concurrency) this.#limit.concurrency = concurrency;
    this.#limit(() => this.#options.deliver(batch)).then(
      () => this.#wake(),
      (thrown: unknown) => {
        this.#failure = { thrown, isBug: true };
        this.#wake();
      },
    );
  }
}
