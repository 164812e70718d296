/**
 * csv-parse, fed by hand: bytes in, the records that are complete by then out, and the exact byte where the last of them
 * ends. It is lenient with stray quotes and ragged records, since one odd row must not cost the others.
 */
import { finished } from 'node:stream/promises';
import { type Options, Parser } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { systemCode } from '../../core/errors.ts';
import { MAX_RECORD_BYTES } from './byte-inspector.ts';

/** How records are written. */
export interface RecordParserOptions {
  readonly delimiter: string;
  /** Line ends that may occur. A short list is faster: 8 % between one and two. */
  readonly lineEnds: readonly string[];
  /** Stop behind the first record; bytes fed after that are ignored. Default: false. */
  readonly firstOnly?: boolean;
}

/** Turns the bytes of rows into records, as they come. Blank lines are left out. */
export interface BlockParser {
  /** The offset just behind the last record completed, counted from the first byte written. */
  readonly offset: number;
  /** The records that these bytes complete. Throws a `RecordParseError`. */
  write(bytes: Buffer): Promise<string[][]>;
  /** The last record, when the input does not end in a line end. Throws a `RecordParseError`. */
  end(): Promise<string[][]>;
  /** The records of a stretch that was parsed before, from the beginning of a record to the end of one. */
  parseAgain(bytes: Buffer): string[][];
}

/** A record over the size limit, or a quote still open at the end. */
export class RecordParseError extends Error {
  override readonly name = 'RecordParseError';
  readonly kind: 'too-large' | 'unclosed-quote';

  constructor(kind: 'too-large' | 'unclosed-quote', cause: unknown) {
    super(kind, { cause });
    this.kind = kind;
  }
}

/** Parses one stretch of a file, whatever is in it. */
export class RecordParser implements BlockParser {
  readonly #parser: CollectingParser;
  readonly #options: RecordParserOptions;
  #failure: unknown = null;

  constructor(options: RecordParserOptions) {
    this.#options = options;
    this.#parser = new CollectingParser({ ...leniently(options), ...(options.firstOnly ? { to: 1 } : {}) });
    // Failures are reported by `write` and `end`; without a listener they would end the process as well.
    this.#parser.on('error', (error) => {
      this.#failure = error;
    });
  }

  get offset(): number {
    return this.#parser.offset;
  }

  async write(bytes: Buffer): Promise<string[][]> {
    await new Promise<void>((resolve, reject) => {
      this.#parser.write(bytes, (error) => (error ? reject(coerceParseError(error)) : resolve()));
    });
    return this.#parser.takeRecords();
  }

  /**
   * The record that is complete but held back, when the input stops short of its end. csv-parse looks a few bytes ahead
   * before it ends a record; this gives it some that never end one. Nothing can be written afterwards.
   */
  async abandon(): Promise<string[][]> {
    return this.write(Buffer.from('xxxx'));
  }

  async end(): Promise<string[][]> {
    const ended = finished(this.#parser, { readable: false });
    this.#parser.end();
    try {
      await ended;
    } catch (error) {
      throw coerceParseError(this.#failure ?? error);
    }
    return this.#parser.takeRecords();
  }

  parseAgain(bytes: Buffer): string[][] {
    const records: string[][] = parse(bytes, leniently(this.#options));
    return records.filter((record) => !isBlank(record));
  }
}

function leniently({ delimiter, lineEnds }: RecordParserOptions): Options {
  return {
    delimiter,
    record_delimiter: [...lineEnds],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  };
}

/**
 * Takes records where the parser pushes them, past the queue of a readable stream. That is the one moment when
 * `info.bytes` is the end of a record: it moves on with every field of the next. It is a little faster, too.
 */
class CollectingParser extends Parser {
  offset = 0;
  #records: string[][] = [];

  override push(record: string[] | null): boolean {
    if (record === null) return super.push(null);
    this.offset = this.info.bytes;
    if (!isBlank(record)) this.#records.push(record);
    return true;
  }

  takeRecords(): string[][] {
    const records = this.#records;
    this.#records = [];
    return records;
  }
}

/** A quoted empty field or a few spaces alone on a line; csv-parse skips only lines of no characters at all. */
export function isBlank(record: readonly string[]): boolean {
  return record.length <= 1 && (record[0] ?? '').trim() === '';
}

function coerceParseError(error: unknown): unknown {
  const code = systemCode(error);
  if (code === 'CSV_MAX_RECORD_SIZE') return new RecordParseError('too-large', error);
  if (code === 'CSV_QUOTE_NOT_CLOSED') return new RecordParseError('unclosed-quote', error);
  return error;
}
