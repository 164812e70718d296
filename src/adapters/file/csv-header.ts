/** Reads what comes before the rows: the layout of the file, and its header record. */
import { type CsvLayout, findLayout } from '../../core/delimiter.ts';
import { emptyError, parseError } from './csv-file-errors.ts';
import type { StoredForm } from './input-bytes.ts';
import type { PeekableBytes } from './peekable-bytes.ts';
import { RecordParseError, RecordParser } from './record-parser.ts';

/** A header line is taken to end by here: without a bound, an unclosed quote in it would make this read on and on. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** The layout of a CSV, from decoded bytes that stay unread. */
export async function readLayout(
  bytes: PeekableBytes,
  { form, delimiter }: { readonly form: StoredForm; readonly delimiter: string | undefined },
): Promise<CsvLayout> {
  for (;;) {
    const isComplete = bytes.hasEnded || bytes.ahead.length > MAX_HEADER_BYTES;
    const text = bytes.ahead.subarray(form.markLength, MAX_HEADER_BYTES).toString('utf8');
    const layout = findLayout(text, { delimiter, isComplete });
    if (layout !== null) return layout;
    await bytes.lookFurther();
  }
}

/** The header, and where it ends. */
export interface HeaderRecord {
  readonly record: readonly string[];
  /** Just behind the header, from where the bytes begin. */
  readonly endOffset: number;
}

/** The first record, from bytes that stay unread. Throws FILE_EMPTY when there is none. */
export async function readHeader(
  bytes: PeekableBytes,
  { name, layout }: { readonly name: string; readonly layout: CsvLayout },
): Promise<HeaderRecord> {
  const options = { delimiter: layout.delimiter, lineEnds: ['\r\n', '\n', '\r'], firstOnly: true };
  let begin = 0;
  let fed = 0;
  let parser = new RecordParser(options);
  try {
    for (;;) {
      let [record] = await parser.write(bytes.ahead.subarray(fed));
      if (record === undefined && parser.offset === 0 && bytes.hasEnded) [record] = await parser.end();
      if (record !== undefined) return { record, endOffset: begin + parser.offset };
      fed = bytes.ahead.length;
      if (parser.offset > 0) {
        // A blank record, such as a line of two quotes: the header is the one behind it.
        begin += parser.offset;
        fed = begin;
        parser = new RecordParser(options);
      } else if (bytes.hasEnded) throw emptyError(name);
      else await bytes.lookFurther();
    }
  } catch (error) {
    throw error instanceof RecordParseError ? parseError(name, error, { rowNumber: 0, openQuoteLine: null }) : error;
  }
}
