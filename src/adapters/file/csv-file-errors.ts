/**
 * What is wrong with an input file as a whole, in words: what happened, where, why, and the option to type next.
 * Each ends the run with exit code 2.
 */
import { HsAssocError, systemCode } from '../../core/errors.ts';
import { type ByteFault, MAX_RECORD_BYTES } from './byte-inspector.ts';
import type { RecordParseError } from './record-parser.ts';

const MAX_RECORD = `${MAX_RECORD_BYTES / 1024 / 1024} MiB`;

/** The error for a fault found in a file's bytes. `name` is what messages call the file, `encoding` what it was decoded from. */
export function byteFaultError(name: string, fault: ByteFault, encoding: string): HsAssocError {
  switch (fault.kind) {
    case 'nul':
      // What is full of NULs when it has been decoded from UTF-16 is no text of that kind.
      return nulError(name, fault.line, /^(?:utf-?16|ucs-?2)/i.test(encoding) ? null : fault.looksLike);
    case 'not-utf8':
      return new HsAssocError('FILE_NOT_UTF8', {
        message: `${name}, line ${fault.line}: this is not UTF-8. Excel on Windows often saves CSVs as Windows-1252.`,
        hint: 'Add --encoding windows-1252, or save the file as "CSV UTF-8".',
      });
    case 'unclosed-quote':
      return new HsAssocError('FILE_UNCLOSED_QUOTE', {
        message: `${name}, line ${fault.line}: a quote (") opens a field here and is never closed, so it swallows every line behind it.`,
        hint: `Close or remove the quote on line ${fault.line}; a quote that belongs to a field's text is written twice ("").`,
      });
    case 'swallowed-lines':
      return new HsAssocError('FILE_UNCLOSED_QUOTE', {
        message:
          `${name}, line ${fault.line}: a quote (") opens a field here, and the next one, on line ${fault.closingLine}, ` +
          'stands in the middle of a text. The lines between would be read as one field instead of as rows.',
        hint: `Close or remove the quote on line ${fault.line}; a quote that belongs to a field's text is written twice ("").`,
      });
    case 'field-too-large':
    case 'line-too-long':
      return recordTooLargeError(name, `line ${fault.line}`, null);
  }
}

function nulError(name: string, line: number, looksLike: 'utf-16le' | 'utf-16be' | null): HsAssocError {
  const message = `${name}, line ${line}: a NUL byte, which no CSV holds.`;
  if (looksLike === null) {
    return new HsAssocError('FILE_NUL_BYTE', {
      message: `${message} The file is damaged, or not a text file.`,
      hint: 'Export the file again as "CSV UTF-8".',
    });
  }
  return new HsAssocError('FILE_NUL_BYTE', {
    message: `${message} About half of the bytes are NUL: this looks like UTF-16 without a byte order mark.`,
    hint: `Add --encoding ${looksLike}, or save the file as "CSV UTF-8".`,
  });
}

/** The error for a record that cannot be parsed. `openQuoteLine` is where a quote opened that is still open, or null. */
export function parseError(
  name: string,
  { kind, cause }: RecordParseError,
  { rowNumber, openQuoteLine }: { readonly rowNumber: number; readonly openQuoteLine: number | null },
): HsAssocError {
  const place = rowNumber === 0 ? 'the header' : `row ${rowNumber}`;
  if (kind === 'too-large') return recordTooLargeError(name, place, openQuoteLine);
  return new HsAssocError('FILE_UNCLOSED_QUOTE', {
    message: `${name}, ${place}: a quote (") opens a field and is never closed.`,
    hint: 'Close or remove the quote; a quote that belongs to a field\'s text is written twice ("").',
    cause,
  });
}

function recordTooLargeError(name: string, place: string, openQuoteLine: number | null): HsAssocError {
  const quote = openQuoteLine === null ? '' : ` A quote (") that opens on line ${openQuoteLine} is still open there.`;
  return new HsAssocError('FILE_RECORD_TOO_LARGE', {
    message: `${name}, ${place}: a record is larger than ${MAX_RECORD}.${quote}`,
    hint:
      openQuoteLine === null
        ? 'Check that the file is a CSV with one record per line.'
        : `Close or remove the quote on line ${openQuoteLine}.`,
  });
}

/** The error for a file that cannot be opened or read. */
export function unreadableError(name: string, cause: unknown): HsAssocError {
  const code = systemCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new HsAssocError('FILE_NOT_FOUND', {
      message: `${name}: there is no such file.`,
      hint: 'Check the path; "-" reads from standard input.',
      cause,
    });
  }
  if (code === 'EISDIR') return directoryError(name);
  const why = code === 'EACCES' || code === 'EPERM' ? 'permission is denied' : (code ?? String(cause));
  return new HsAssocError('FILE_UNREADABLE', {
    message: `${name} cannot be read: ${why}.`,
    hint: 'Check the permissions of the file, or pipe it in and use "-".',
    cause,
  });
}

/** The error for a folder given in place of a file. */
export function directoryError(name: string): HsAssocError {
  return new HsAssocError('FILE_IS_DIRECTORY', {
    message: `${name} is a folder, not a CSV file.`,
    hint: 'Name one file; run the import once for each.',
  });
}

/** The error for a file without a header. */
export function emptyError(name: string): HsAssocError {
  return new HsAssocError('FILE_EMPTY', {
    message: `${name} is empty: there is no header line.`,
    hint: 'The first line names the columns, for example: from,to,type',
  });
}

/** The error for a file that is something else by its first bytes. `what`: that, with its article. */
export function notCsvError(name: string, what: string): HsAssocError {
  return new HsAssocError('FILE_NOT_CSV', {
    message: `${name} is ${what}, not a CSV.`,
    hint: 'In Excel: File > Save as > "CSV UTF-8 (comma delimited)". An archive must be unpacked; .gz is read as it is.',
  });
}

/** The error for compressed data that ends early or is damaged. */
export function gzipError(name: string, cause: unknown): HsAssocError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HsAssocError('FILE_GZIP_BROKEN', {
    message: `${name}: the gzip data is damaged or cut off (${why}).`,
    hint: 'Check it with "gzip -t", and copy or compress the file again.',
    cause,
  });
}

/** The error for a file that another program wrote to while it was read. */
export function changedError(name: string): HsAssocError {
  return new HsAssocError('FILE_CHANGED', {
    message: `${name} changed while it was read, so its rows cannot be trusted to be the ones checked at the start.`,
    hint: 'Wait until the file is complete, and import it again: what is there already will not be there twice.',
  });
}

/** The error for an encoding that nothing here can decode. */
export function unknownEncodingError(encoding: string): HsAssocError {
  return new HsAssocError('FILE_UNKNOWN_ENCODING', {
    message: `--encoding ${encoding}: there is no such encoding.`,
    hint: 'Common ones: utf-8, windows-1252, iso-8859-1, utf-16le, shift_jis, gb18030.',
  });
}

/** The error for a delimiter that could not tell fields apart. */
export function badDelimiterError(delimiter: string): HsAssocError {
  return new HsAssocError('FILE_BAD_DELIMITER', {
    message: `--delimiter ${JSON.stringify(delimiter)}: a delimiter is one ASCII character that is neither a quote nor a line end.`,
    hint: 'Type one of , ; | or tab.',
  });
}
