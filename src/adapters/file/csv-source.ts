/**
 * Reads a CSV, from a file or a pipe, as blocks of records. A file is looked through once before its first block, and
 * has to be the same when the last one is out; from a pipe, the same faults are thrown where they are met.
 */
import type { Readable } from 'node:stream';
import type { CsvLayout } from '../../core/delimiter.ts';
import { HsAssocError } from '../../core/errors.ts';
import type { ResumePoint, SourceBlock } from '../../core/ports.ts';
import { RecordOrigin } from '../../core/record-origin.ts';
import type { ByteInspector } from './byte-inspector.ts';
import { ByteStretch } from './byte-stretch.ts';
import { parseError } from './csv-file-errors.ts';
import { readHeader, readLayout } from './csv-header.ts';
import type { HashedPlaces } from './hashed-places.ts';
import { decodedBytes, isPlain, recogniseBytes, type StoredForm, skipBytes } from './input-bytes.ts';
import { checkedDelimiter, checkedEncoding, type InputSource, openSource } from './input-source.ts';
import { PeekableBytes } from './peekable-bytes.ts';
import { PlainParser } from './plain-parser.ts';
import { headerOffsetOf, inspectedBytes, inspectorOf, type Prescan, prescan } from './prescan.ts';
import { type Fingerprint, RawInput } from './raw-input.ts';
import { type BlockParser, RecordParseError, RecordParser } from './record-parser.ts';

/** Which input to open, and how it is written. */
export interface OpenCsvOptions {
  /** `-` is standard input. */
  readonly path: string;
  /** Read for `-`. Default: the process's standard input. */
  readonly stdin?: Readable;
  /** One ASCII character, or `tab`. Default: found from the header line. */
  readonly delimiter?: string;
  /** Any encoding iconv-lite knows. A byte order mark beats it. Default: utf-8. */
  readonly encoding?: string;
  readonly signal?: AbortSignal;
}

/**
 * The records that one chunk of input completed; never none. Blank lines are left out; ragged records come as they are. Its
 * origin reads the records again from their bytes, which take less room.
 */
export interface RecordBlock extends SourceBlock {
  /** Raw bytes read from the input so far: for a progress bar. */
  readonly inputBytesRead: number;
}

/** An input that is open, with its header. */
export interface CsvFile {
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly newline: '\n' | '\r\n';
  readonly encoding: string;
  /** The size in raw bytes; null for a pipe. */
  readonly totalBytes: number | null;
  /** Of the raw bytes. Null for a pipe that was not read to its end. */
  readonly fingerprint: Fingerprint | null;
  /**
   * The rows in blocks, in order. From a file it can be called again, from a pipe once. Throws an `HsAssocError` for a
   * fault of the file, after all complete records before it.
   */
  blocks(start?: ResumePoint): AsyncGenerator<RecordBlock>;
  /** Releases the file; reading on fails afterwards. */
  close(): Promise<void>;
}

/** Opens a CSV and reads its header; throws an `HsAssocError` when the file as a whole is of no use. */
export async function openCsv(options: OpenCsvOptions): Promise<CsvFile> {
  const wanted = { delimiter: checkedDelimiter(options.delimiter), encoding: checkedEncoding(options.encoding) };
  const source = await openSource(options);
  const { name, file } = source;
  const { signal } = options;
  const raw = new RawInput(source.read(), { name, signal });
  try {
    const { form, bytes } = await recogniseBytes(name, raw.chunks(), wanted.encoding);
    const layout = await readLayout(bytes, { form, delimiter: wanted.delimiter });
    const scan = file === null ? null : await prescan(file, { name, form, layout, signal });
    const headerOffset = headerOffsetOf(form, layout);
    const body = skipBytes(bytes, headerOffset);
    const inspector = inspectorOf(layout);
    const inspected = new PeekableBytes(scan === null ? inspectedBytes(body, { name, form, inspector }) : body);
    const header = await readHeader(inspected, { name, layout });
    const rowsOffset = headerOffset + header.endOffset;
    const facts = { source, form, layout, header: header.record, rowsOffset, signal };
    if (scan === null) {
      const parser = new RecordParser({ delimiter: layout.delimiter, lineEnds: possibleLineEnds(layout) });
      const pipe = { raw, inspector, parser, bytes: inspected, offset: headerOffset };
      return new CsvSource({ ...facts, pipe, fingerprint: null, places: null, openParser: () => parser });
    }
    raw.destroy();
    const openParser = (): BlockParser => parserFor(layout, scan);
    const { fingerprint, places } = scan;
    return new CsvSource({ ...facts, pipe: null, fingerprint, places, openParser });
  } catch (error) {
    raw.destroy();
    await file?.close();
    throw error;
  }
}

/** One pass over the input; `offset` is where its bytes begin. */
interface Pass {
  readonly raw: RawInput;
  readonly bytes: AsyncIterable<Buffer>;
  readonly offset: number;
}

interface CsvSourceFacts {
  readonly source: InputSource;
  readonly form: StoredForm;
  readonly layout: CsvLayout;
  readonly header: readonly string[];
  /** Where the first row begins, in decoded bytes. */
  readonly rowsOffset: number;
  readonly signal: AbortSignal | undefined;
  /** The only pass there is over a pipe, begun already; null for a file. */
  readonly pipe: (Pass & { readonly inspector: ByteInspector; readonly parser: RecordParser }) | null;
  readonly fingerprint: Fingerprint | null;
  /** Null for a pipe. */
  readonly places: HashedPlaces | null;
  /** For one pass over the rows. */
  readonly openParser: () => BlockParser;
}

class CsvSource implements CsvFile {
  readonly #facts: CsvSourceFacts;
  readonly #passes = new Set<RawInput>();
  #fingerprint: Fingerprint | null;

  constructor(facts: CsvSourceFacts) {
    this.#facts = facts;
    this.#fingerprint = facts.fingerprint;
    if (facts.pipe !== null) this.#passes.add(facts.pipe.raw);
  }

  get header(): readonly string[] {
    return this.#facts.header;
  }

  get delimiter(): string {
    return this.#facts.layout.delimiter;
  }

  get newline(): '\n' | '\r\n' {
    return this.#facts.layout.lineEnd === '\r\n' ? '\r\n' : '\n';
  }

  get encoding(): string {
    return this.#facts.form.encoding;
  }

  get totalBytes(): number | null {
    return this.#facts.source.totalBytes;
  }

  get fingerprint(): Fingerprint | null {
    return this.#fingerprint;
  }

  async *blocks(start?: ResumePoint): AsyncGenerator<RecordBlock> {
    const { source, openParser, rowsOffset, pipe } = this.#facts;
    const begin = start?.offset ?? rowsOffset;
    const { raw, bytes, offset } = pipe ?? this.#passOverFile(begin);
    const parser = openParser();
    const stretch = new ByteStretch();
    let firstNumber = start?.firstNumber ?? 1;
    let blockOffset = begin;
    const blockOf = (records: string[][]): RecordBlock => {
      const endOffset = begin + parser.offset;
      const bytes = endOffset - blockOffset;
      const text = stretch.take(bytes);
      const origin = new RecordOrigin(firstNumber, () => parser.parseAgain(text));
      const block = { records, origin, firstNumber, endOffset, bytes, inputBytesRead: raw.bytesRead };
      firstNumber += records.length;
      blockOffset = endOffset;
      return block;
    };
    try {
      for await (const chunk of skipBytes(bytes, begin - offset)) {
        stretch.add(chunk);
        const records = await parser.write(chunk);
        if (records.length > 0) yield blockOf(records);
      }
      // Before the last record is taken for complete: the file may have been cut off in the middle of it.
      const fingerprint = await raw.finish(source.file);
      this.#fingerprint ??= fingerprint;
      const records = await parser.end();
      if (records.length > 0) yield blockOf(records);
    } catch (error) {
      if (error instanceof RecordParseError) throw this.#parseError(error, firstNumber);
      // A fault from a pipe: what is complete before it counts.
      const records = pipe !== null && error instanceof HsAssocError ? await pipe.parser.abandon() : [];
      if (records.length > 0) yield blockOf(records);
      throw error;
    } finally {
      raw.destroy();
      this.#passes.delete(raw);
    }
  }

  async close(): Promise<void> {
    for (const raw of this.#passes) raw.destroy();
    this.#passes.clear();
    await this.#facts.source.file?.close();
  }

  /** What was looked through before, and is not asked for, is passed over where the form allows. */
  #passOverFile(begin: number): Pass {
    const { source, form, signal, fingerprint, places } = this.#facts;
    const from = isPlain(form) ? (places?.before(begin) ?? null) : null;
    const offset = from?.bytes ?? 0;
    const options = { name: source.name, signal, expected: fingerprint ?? undefined, from };
    const raw = new RawInput(source.read(offset), options);
    this.#passes.add(raw);
    return { raw, bytes: decodedBytes(source.name, raw.chunks(), form), offset };
  }

  #parseError(error: RecordParseError, rowNumber: number): HsAssocError {
    const { source, pipe } = this.#facts;
    return parseError(source.name, error, { rowNumber, openQuoteLine: pipe?.inspector.openQuoteLine ?? null });
  }
}

/** The fastest parser for what a file was seen to hold. */
function parserFor(layout: CsvLayout, { hasQuote, hasCarriageReturn }: Prescan): BlockParser {
  const { delimiter, lineEnd } = layout;
  if (!hasQuote && lineEnd !== '\r') return new PlainParser(delimiter);
  return new RecordParser({ delimiter, lineEnds: hasCarriageReturn ? possibleLineEnds(layout) : ['\n'] });
}

/** A lone CR ends lines only in files whose header ends with one; elsewhere it is text. */
function possibleLineEnds(layout: CsvLayout): readonly string[] {
  return layout.lineEnd === '\r' ? ['\r\n', '\n', '\r'] : ['\r\n', '\n'];
}
