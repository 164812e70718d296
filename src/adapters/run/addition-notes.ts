/**
 * `additions.jsonl`: which rows a run is about to add, written and brought to the disk before they are sent. One sync
 * serves all who wait for it.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { HsAssocError, systemCode } from '../../core/errors.ts';
import { asObject, asText, parseObject } from '../../core/json.ts';
import type { Addition, AdditionNotes } from '../../core/ports.ts';
import { AppendFile } from './append-file.ts';
import { syncDirectory } from './atomic-file.ts';
import { IMPORT_ANEW } from './run-directory.ts';

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
    const earlier = new EarlierNotes(path, firstRow);
    const isThere = bytes > 0 || (await exists(path));
    const wholeBytes = isThere ? await readWholeLines(path, (line) => earlier.add(line)) : 0;
    const file = isThere ? AppendFile.reopen(path, Math.max(bytes, wholeBytes)) : createDurably(path);
    return new AdditionFile(await file, earlier);
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

/** Notes that a power cut takes with their file would make a resumed run call its own work somebody else's. */
async function createDurably(path: string): Promise<AppendFile> {
  const file = await AppendFile.create(path);
  await syncDirectory(dirname(path));
  return file;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}

/** Hands out the lines that have an end, one by one, since the notes of millions of rows make no one text. Returns the bytes they take. */
async function readWholeLines(path: string, take: (line: string) => void): Promise<number> {
  let last: string | null = null;
  let bytes = 0;
  const stream = createReadStream(path);
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (last !== null) take(last);
    last = line;
    bytes += Buffer.byteLength(line) + 1;
  }
  if (last === null) return 0;
  // The end of the last line would stand behind the end of the file: a process was killed as it wrote.
  if (bytes > stream.bytesRead) return bytes - Buffer.byteLength(last) - 1;
  take(last);
  return bytes;
}

/** What earlier sittings noted of the rows that matter. */
class EarlierNotes {
  readonly rows = new Set<number>();
  readonly had = new Map<number, string>();
  readonly #path: string;
  readonly #firstRow: number;

  constructor(path: string, firstRow: number) {
    this.#path = path;
    this.#firstRow = firstRow;
  }

  /** Of rows that were noted twice the first note counts: the second one saw what this run itself had written. */
  add(line: string): void {
    if (line === '') return;
    const note = readNote(this.#path, line);
    for (const [row, types] of Object.entries(asObject(note.had) ?? {})) {
      if (Number(row) >= this.#firstRow && !this.rows.has(Number(row))) this.had.set(Number(row), asText(types));
    }
    for (const range of asText(note.rows).split(',')) {
      const [first = 0, last = first] = range.split('-').map(Number);
      for (let row = Math.max(first, this.#firstRow); row <= last; row += 1) this.rows.add(row);
    }
  }
}

function readNote(path: string, line: string): Readonly<Record<string, unknown>> {
  const note = parseObject(line);
  if (note !== null) return note;
  // Without its notes a resumed run would call its own work somebody else's.
  throw new HsAssocError('OUTPUT_DAMAGED', {
    message: `${path} was edited or damaged: a line of it is no JSON`,
    hint: IMPORT_ANEW,
  });
}
