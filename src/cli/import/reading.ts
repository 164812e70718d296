/**
 * The one reading of its input that a sitting does. Its beginning can be looked at while HubSpot is asked for types, which
 * costs no time then; the import goes on with what was read.
 */
import type { CsvFile, RecordBlock } from '../../adapters/file/csv-source.ts';
import { passTurns } from '../../adapters/system-clock.ts';
import type { ResumePoint } from '../../core/ports.ts';

/** What is left to read, judged by its beginning. */
export interface SampledRecords {
  readonly blocks: readonly RecordBlock[];
  /** How many times the sample everything is that is left to read; 1 when the sample is all of it. */
  readonly scale: number;
}

/** So much is looked at: thousands of rows. */
const SAMPLE_BYTES = 1024 * 1024;

/**
 * Requests and answers get on before a further block is read, each in a few turns of the event loop. Rows that wait less
 * long die young, of which V8's collector does not even take notice.
 */
const TURNS_BEFORE_BLOCK = 4;

/** Reads an input from a point on, once. */
export class Reading {
  readonly #source: AsyncGenerator<RecordBlock>;
  readonly #totalBytes: number | null;
  /** Blocks that were looked at and not yet handed on. */
  readonly #sampled: RecordBlock[] = [];
  /** Settles when the sample is read. */
  #looked: Promise<void> | null = null;
  /** What ended the reading while it was looked at. */
  #end: { readonly fault: unknown } | null = null;
  #bytesRead = 0;
  #rowsRead = 0;

  constructor(csv: CsvFile, from: ResumePoint) {
    // At offset 0 there is the header, which only a reading from the beginning passes over.
    this.#source = csv.blocks(from.offset === 0 ? undefined : from);
    this.#totalBytes = csv.totalBytes;
  }

  /** Raw bytes of the blocks handed on. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** The number of the last row handed on. */
  get rowsRead(): number {
    return this.#rowsRead;
  }

  /**
   * Reads the beginning, ahead of everything else; null for a pipe, of which nobody knows the length, and for an input with a
   * fault. The fault is thrown when the rows before it are handed on.
   */
  sample(): Promise<SampledRecords | null> {
    const sample = this.#look();
    this.#looked = sample.then(() => undefined);
    return sample;
  }

  async #look(): Promise<SampledRecords | null> {
    if (this.#totalBytes === null) return null;
    let sampledBytes = 0;
    let scale = 1;
    // The last block comes when all is read: after it, there is no more to estimate.
    while (sampledBytes <= SAMPLE_BYTES || scale === 1) {
      const block = await this.#next();
      if (block === null) return this.#end?.fault === null ? { blocks: [...this.#sampled], scale: 1 } : null;
      this.#sampled.push(block);
      sampledBytes += block.bytes;
      scale = this.#scale(this.#totalBytes);
    }
    return { blocks: [...this.#sampled], scale };
  }

  /** All blocks, in order. Throws the fault that ends the reading. */
  async *blocks(): AsyncGenerator<RecordBlock, void, undefined> {
    await this.#looked;
    for (;;) {
      await passTurns(TURNS_BEFORE_BLOCK);
      const block = this.#sampled.shift() ?? (await this.#next());
      if (block === null) break;
      this.#bytesRead = block.inputBytesRead;
      this.#rowsRead = block.firstNumber + block.records.length - 1;
      yield block;
    }
    if (this.#end !== null && this.#end.fault !== null) throw this.#end.fault;
  }

  /** Null at the end. */
  async #next(): Promise<RecordBlock | null> {
    if (this.#end !== null) return null;
    try {
      const next = await this.#source.next();
      if (next.done !== true) return next.value;
      this.#end = { fault: null };
    } catch (fault) {
      this.#end = { fault };
    }
    return null;
  }

  /** In raw bytes, since nobody knows how many rows a file has. */
  #scale(totalBytes: number): number {
    const [first, last] = [this.#sampled[0], this.#sampled.at(-1)];
    if (first === undefined || last === undefined) return 1;
    const begin = Math.max(0, first.inputBytesRead - first.bytes);
    return Math.max(1, (totalBytes - begin) / Math.max(1, last.inputBytesRead - begin));
  }
}
