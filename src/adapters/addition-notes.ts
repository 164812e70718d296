/**
 * `additions.jsonl`: which rows a run is about to add, written and brought to the disk before they are sent. One sync
 * serves all who wait for it.
 */
import { readFile } from 'node:fs/promises';
import { systemCode } from '../core/errors.ts';
import { asObject, asText } from '../core/json.ts';
import type { Addition, AdditionNotes } from '../core/ports.ts';
import { AppendFile } from './append-file.ts';

/** Notes of one run. */
export class AdditionFile implements AdditionNotes {
  readonly #file: AppendFile;
  readonly #earlier: ReadonlySet<number>;
  #waiting: string[] = [];
  #flushing: Promise<void> | null = null;

  private constructor(file: AppendFile, earlier: ReadonlySet<number>) {
    this.#file = file;
    this.#earlier = earlier;
  }

  /** The notes at `path`. Of earlier sittings, only rows from `firstRow` on are remembered; a torn last line is dropped. */
  static async open(path: string, firstRow: number): Promise<AdditionFile> {
    const text = await readText(path);
    if (text === null) return new AdditionFile(await AppendFile.create(path), new Set());
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const earlier = new Set(whole.split('\n').flatMap((line) => rowsIn(line, firstRow)));
    return new AdditionFile(await AppendFile.reopen(path, Buffer.byteLength(whole)), earlier);
  }

  wasNoted(row: number): boolean {
    return this.#earlier.has(row);
  }

  async note(addition: Addition): Promise<void> {
    this.#waiting.push(`${JSON.stringify(addition)}\n`);
    // Whoever comes while a sync is under way waits for the next one, together with all others that came.
    if (this.#flushing !== null) await this.#flushing.catch(() => {});
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = null;
    });
    await this.#flushing;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const lines = this.#waiting.splice(0).join('');
    await this.#file.write(lines);
    await this.#file.sync();
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}

function rowsIn(line: string, firstRow: number): readonly number[] {
  if (line === '') return [];
  const ranges = asText(asObject(JSON.parse(line))?.rows).split(',');
  return ranges.flatMap((range) => {
    const [first, last] = range.split('-').map(Number);
    const rows: number[] = [];
    for (let row = Math.max(first ?? 0, firstRow); row <= (last ?? first ?? -1); row += 1) rows.push(row);
    return rows;
  });
}
