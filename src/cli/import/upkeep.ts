/**
 * Writes what comes out of a run while it goes on, and keeps its checkpoint and summary up to date: when rows come out, and
 * when none do, since whoever watches the summary wants to see that the run is alive.
 */
import type { SourceBlock } from '../../core/ports.ts';
import type { Row } from '../../core/terms.ts';
import type { EpochStart } from '../../pipeline/epochs.ts';
import type { RowOutput } from '../../pipeline/import.ts';
import type { RunAccount } from './run-account.ts';
import type { RunOutputs } from './run-outputs.ts';

const SAVE_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 2_000;

/** What is kept up. */
export interface UpkeepParts {
  readonly outputs: RunOutputs;
  readonly account: RunAccount;
  /** Throws when another process has taken the run over: its files are not ours any more. */
  readonly assertLocked: () => void;
}

/** The upkeep of one sitting, until its `end`. One saving at a time. */
export class Upkeep implements RowOutput {
  readonly #parts: UpkeepParts;
  readonly #timer: NodeJS.Timeout;
  #saving: Promise<void> | null = null;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    // What fails here fails again at the next saving, for which somebody waits.
    this.#timer = setInterval(() => void this.#saveWhenDue().catch(() => {}), LOOK_EVERY_MS).unref();
  }

  /** Hands each block on once a checkpoint says that its rows may have been sent. */
  async *covered<Block extends SourceBlock>(blocks: AsyncIterable<Block>): AsyncGenerator<Block, void, undefined> {
    for await (const block of blocks) {
      this.#parts.assertLocked();
      await this.#parts.outputs.cover(block.firstNumber + block.records.length - 1);
      yield block;
    }
  }

  /** Throws an `HsAssocError` when a file cannot be written. */
  async write(rows: readonly Row[], resumeAt: EpochStart | null): Promise<void> {
    this.#parts.assertLocked();
    await this.#parts.outputs.write(rows, resumeAt);
    await this.#saveWhenDue();
  }

  async #saveWhenDue(): Promise<void> {
    if (this.#saving === null && this.#parts.outputs.unsavedMs < SAVE_EVERY_MS) return;
    this.#saving ??= this.#save().finally(() => {
      this.#saving = null;
    });
    await this.#saving;
  }

  async #save(): Promise<void> {
    const { outputs, account, assertLocked } = this.#parts;
    assertLocked();
    await outputs.save('running');
    await account.writeSummary();
  }

  /** Returns when nothing is being saved any more. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#saving?.catch(() => {});
  }
}
