/** `results.csv` and `failed.csv`: a line for each row, in the order in which rows come. */
import { isOwnColumn } from '../core/columns.ts';
import { inPieces } from '../core/pieces.ts';
import type { Outcome, Row, RowStatus } from '../core/terms.ts';
import { UNFINISHED_STATUSES } from '../core/terms.ts';
import type { AppendFile } from './append-file.ts';
import { csvRow } from './csv-format.ts';

/** The columns of `results.csv`. Scripts read them by name. */
export const RESULT_COLUMNS = [
  'row',
  'from_type',
  'from_id',
  'to_type',
  'to_id',
  'types',
  'status',
  'code',
  'message',
  'http_status',
  'correlation_id',
  'attempts',
] as const;

/** The columns that `failed.csv` has besides the original ones; an import ignores them. */
const FAILED_COLUMNS = ['hs_assoc_code', 'hs_assoc_message'];

/** How the original file is written, so that `failed.csv` looks like it. */
export interface OriginalFormat {
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly newline: string;
  /** `failed.csv` is UTF-8 always; where the original was not, a mark tells spreadsheets so. */
  readonly encoding: string;
}

/** The words for an outcome that carries none. */
export type WordsForCode = (code: string, status: RowStatus) => string;

/** Writes rows to both files. */
export class RowFiles {
  readonly #results: AppendFile;
  readonly #failed: AppendFile;
  readonly #original: OriginalFormat;
  readonly #wordsForCode: WordsForCode;
  /** Indexes of the original columns that an earlier import did not add. */
  readonly #carried: readonly number[];
  #last: { readonly outcome: Outcome; readonly ending: string } | null = null;

  constructor(
    files: { readonly results: AppendFile; readonly failed: AppendFile },
    options: { readonly original: OriginalFormat; readonly wordsForCode: WordsForCode },
  ) {
    this.#results = files.results;
    this.#failed = files.failed;
    this.#original = options.original;
    this.#wordsForCode = options.wordsForCode;
    this.#carried = options.original.header.flatMap((name, index) => (isOwnColumn(name) ? [] : [index]));
  }

  /** Writes the header lines; for new files. */
  async writeHeaders(): Promise<void> {
    const { header, delimiter, newline, encoding } = this.#original;
    const names = [...this.#carried.map((index) => header[index] ?? ''), ...FAILED_COLUMNS];
    const mark = encoding === 'utf-8' ? '' : '\uFEFF';
    await this.#results.write(`${RESULT_COLUMNS.join(',')}\n`);
    await this.#failed.write(`${mark}${csvRow(names, delimiter)}${newline}`);
  }

  /** Writes settled rows. */
  async write(rows: readonly Row[]): Promise<void> {
    await this.#results.write(inPieces(rows, (row) => this.#resultLine(row)));
    const unfinished = rows.filter(({ outcome }) => outcome !== null && UNFINISHED_STATUSES.has(outcome.status));
    await this.#failed.write(inPieces(unfinished, (row) => this.#failedLine(row)));
  }

  #resultLine(row: Row): string {
    return row.outcome === null ? '' : `${row.number},${resultStart(row)},${this.#ending(row.outcome)}`;
  }

  #message({ message, code, status }: Outcome): string {
    return message === '' && code !== '' ? this.#wordsForCode(code, status) : message;
  }

  /** Most rows of a batch share one outcome object, so the end of their lines is made once. */
  #ending(outcome: Outcome): string {
    if (this.#last?.outcome === outcome) return this.#last.ending;
    const { status, code, httpStatus, correlationId, attempts } = outcome;
    const words = [status, code, this.#message(outcome), `${httpStatus ?? ''}`, correlationId, `${attempts}`];
    const ending = `${csvRow(words, ',')}\n`;
    this.#last = { outcome, ending };
    return ending;
  }

  /** Fields beyond the header stay at their place; missing ones are filled up, so that the added columns fit. */
  #failedLine({ fields, outcome }: Row): string {
    if (outcome === null) return '';
    const { header, delimiter, newline } = this.#original;
    const carried = this.#carried.map((index) => fields[index] ?? '');
    const beyond = fields.slice(header.length);
    return csvRow([...carried, ...beyond, outcome.code, this.#message(outcome)], delimiter) + newline;
  }
}

function resultStart({ fromType, fromId, toType, toId, types, sent, outcome }: Row): string {
  // Ids and types of rows that are not invalid are known to need no quotes.
  if (outcome?.status !== 'invalid') return `${fromType},${fromId},${toType},${toId},${(sent ?? types).key}`;
  return csvRow([fromType, fromId, toType, toId, types.key], ',');
}
