/**
 * `additions.jsonl`: which rows a run is about to add, written and brought to the disk before they are sent. One sync
 * serves all who wait for it.
 */
import { readFile } from 'node:fs/promises';
import { HsAssocError, systemCode } from '../core/errors.ts';
import { asObject, asText } from '../core/json.ts';
import type { Addition, AdditionNotes } from '../core/ports.ts';
import { AppendFile } from './append-file.ts';

/** What is known of the notes of earlier sittings. */
export interface AdditionsKnown {
  readonly firstRow: number;
  readonly bytes: number;
}

/** Notes of one run. */
export class AdditionFile implements AdditionNotes {
  readonly #file: AppendFile;
  readonly #earlier: EarlierNotes;
  #waiting: string[] = [];
  #flushing: Promise<void> | null = null;

  private constructor(file: AppendFile, earlier: EarlierNotes) {
    this.#file = file;
    this.#earlier = earlier;
  }

  /**
   * The notes at `path`, of which `bytes` are certain. Of earlier sittings, only rows from `firstRow` on are remembered; a
   * torn last line is dropped.
   */
  static async open(path: string, { firstRow, bytes }: AdditionsKnown): Promise<AdditionFile> {
    const text = bytes === 0 ? await readText(path) : await readFile(path, 'utf8');
    if (text === null) return new AdditionFile(await AppendFile.create(path), { rows: new Set(), had: new Map() });
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const earlier = earlierNotes(path, whole, firstRow);
    return new AdditionFile(await AppendFile.reopen(path, Math.max(bytes, Buffer.byteLength(whole))), earlier);
  }

  /** Bytes that are on the disk, or about to be. */
  get bytes(): number {
    return this.#file.bytes;
  }

  wasNoted(row: number): boolean {
    return this.#earlier.rows.has(row);
  }

  hadAtFirst(row: number): string {
    return this.#earlier.had.get(row) ?? '';
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

/** What earlier sittings noted of the rows that matter. */
interface EarlierNotes {
  readonly rows: ReadonlySet<number>;
  readonly had: ReadonlyMap<number, string>;
}

/** Of rows that were noted twice the first note counts: the second one saw what this run itself had written. */
function earlierNotes(path: string, text: string, firstRow: number): EarlierNotes {
  const rows = new Set<number>();
  const had = new Map<number, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const note = readNote(path, line);
    for (const [row, types] of Object.entries(asObject(note.had) ?? {})) {
      if (Number(row) >= firstRow && !rows.has(Number(row))) had.set(Number(row), asText(types));
    }
    for (const range of asText(note.rows).split(',')) {
      const [first = 0, last = first] = range.split('-').map(Number);
      for (let row = Math.max(first, firstRow); row <= last; row += 1) rows.add(row);
    }
  }
  return { rows, had };
}

function readNote(path: string, line: string): Readonly<Record<string, unknown>> {
  try {
    const note = asObject(JSON.parse(line));
    if (note !== null) return note;
  } catch {
    // Told below: without its notes a resumed run would call its own work somebody else's.
  }
  throw new HsAssocError('OUTPUT_DAMAGED', {
    message: `${path} was edited or damaged: a line of it is no JSON`,
    hint: 'import the file anew: what is there already is not made twice',
  });
}
