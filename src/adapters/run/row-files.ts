/** `results.csv` and `failed.csv`: a line for each row, in the order in which rows come. */
import type { TextWriter } from '../../core/long-text.ts';
import { messageOf, type WordsForCode } from '../../core/outcomes.ts';
import { type HeaderShape, originalFields, shapeOf } from '../../core/record-shape.ts';
import type { Outcome, Row, TypeSet } from '../../core/terms.ts';
import { UNFINISHED_STATUSES } from '../../core/terms.ts';
import { csvRow } from '../file/csv-format.ts';
import type { AppendFile } from './append-file.ts';

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

/** The header line of `failed.csv`, without its end. */
export function failedHeader({ header, delimiter }: Pick<OriginalFormat, 'header' | 'delimiter'>): string {
  return csvRow([...originalFields(header, shapeOf(header)), ...FAILED_COLUMNS], delimiter);
}

/** Writes rows to both files. */
export class RowFiles {
  readonly #results: AppendFile;
  readonly #failed: AppendFile;
  readonly #original: OriginalFormat;
  readonly #wordsForCode: WordsForCode;
  readonly #shape: HeaderShape;
  readonly #shared = new SharedTexts((row, outcome) => this.#shareOf(row, outcome));

  constructor(
    files: { readonly results: AppendFile; readonly failed: AppendFile },
    options: { readonly original: OriginalFormat; readonly wordsForCode: WordsForCode },
  ) {
    this.#results = files.results;
    this.#failed = files.failed;
    this.#original = options.original;
    this.#wordsForCode = options.wordsForCode;
    this.#shape = shapeOf(options.original.header);
  }

  /** Writes the header lines; for new files. */
  async writeHeaders(): Promise<void> {
    const { newline, encoding } = this.#original;
    const mark = encoding === 'utf-8' ? '' : '\uFEFF';
    await this.#results.write(`${RESULT_COLUMNS.join(',')}\n`);
    await this.#failed.write(`${mark}${failedHeader(this.#original)}${newline}`);
  }

  /** Writes settled rows. */
  async write(rows: readonly Row[]): Promise<void> {
    await this.#results.write((writer) => {
      for (const row of rows) this.#writeResult(writer, row);
    });
    await this.#failed.write((writer) => {
      for (const row of rows) if (isUnfinished(row.outcome)) writer.text(this.#failedLine(row));
    });
  }

  #writeResult(writer: TextWriter, row: Row): void {
    const { number, fromId, toId, outcome } = row;
    if (outcome === null) return;
    const { beforeFromId, beforeToId, end } = this.#shared.of(row, outcome);
    writer.number(number);
    if (outcome.status === 'invalid') writer.text(`,${invalidStart(row)}`);
    else {
      // Ids and types of rows that are not invalid are known to need no quotes.
      writer.bytes(beforeFromId);
      writer.text(fromId);
      writer.bytes(beforeToId);
      writer.text(toId);
    }
    writer.bytes(end);
  }

  #shareOf(row: Row, outcome: Outcome): SharedText {
    const { status, code, httpStatus, correlationId, attempts } = outcome;
    const words = [
      status,
      code,
      messageOf(outcome, this.#wordsForCode),
      `${httpStatus ?? ''}`,
      correlationId,
      `${attempts}`,
    ];
    const key = status === 'invalid' ? '' : `,${(row.sent ?? row.types).key}`;
    return {
      beforeFromId: Buffer.from(`,${row.fromType},`),
      beforeToId: Buffer.from(`,${row.toType},`),
      end: Buffer.from(`${key},${csvRow(words, ',')}\n`),
    };
  }

  /** Fields beyond the header stay at their place; missing ones are filled up, so that the added columns fit. */
  #failedLine({ number, origin, outcome }: Row): string {
    if (outcome === null) return '';
    const { delimiter, newline } = this.#original;
    const fields = originalFields(origin.fieldsOf(number), this.#shape);
    const missing = this.#shape.original.slice(fields.length).map(() => '');
    return csvRow([...fields, ...missing, outcome.code, messageOf(outcome, this.#wordsForCode)], delimiter) + newline;
  }
}

/** Most rows are created, which is seen without looking anything up. */
function isUnfinished(outcome: Outcome | null): boolean {
  return outcome !== null && outcome.status !== 'created' && UNFINISHED_STATUSES.has(outcome.status);
}

function invalidStart({ fromType, fromId, toType, toId, types }: Row): string {
  return csvRow([fromType, fromId, toType, toId, types.key], ',');
}

/** The parts of a line that it has in common with its neighbours, as UTF-8. */
interface SharedText {
  readonly beforeFromId: Buffer;
  readonly beforeToId: Buffer;
  /** What follows the to id, or all types of an invalid row. */
  readonly end: Buffer;
}

/** The outcomes of a few batches: rows of one that were created, and of others that were there, may come in turn. */
const OUTCOMES_REMEMBERED = 16;

/** Most rows of a batch differ in their ids only, or in one of a few sets of types: the rest of their lines is made once. */
class SharedTexts {
  readonly #make: (row: Row, outcome: Outcome) => SharedText;
  readonly #byOutcome = new Map<Outcome, Map<TypeSet, SharedText>>();
  #last: { readonly outcome: Outcome; readonly types: TypeSet; readonly text: SharedText } | null = null;
  #fromType = '';
  #toType = '';

  constructor(make: (row: Row, outcome: Outcome) => SharedText) {
    this.#make = make;
  }

  of(row: Row, outcome: Outcome): SharedText {
    const { fromType, toType } = row;
    if (this.#fromType !== fromType || this.#toType !== toType) {
      this.#byOutcome.clear();
      this.#last = null;
      this.#fromType = fromType;
      this.#toType = toType;
    }
    const types = row.sent ?? row.types;
    if (this.#last?.outcome !== outcome || this.#last.types !== types) {
      this.#last = { outcome, types, text: this.#textOf(row, outcome, types) };
    }
    return this.#last.text;
  }

  #textOf(row: Row, outcome: Outcome, types: TypeSet): SharedText {
    const byTypes = this.#byTypes(outcome);
    const known = byTypes.get(types);
    if (known !== undefined) return known;
    const text = this.#make(row, outcome);
    byTypes.set(types, text);
    return text;
  }

  #byTypes(outcome: Outcome): Map<TypeSet, SharedText> {
    const known = this.#byOutcome.get(outcome);
    if (known !== undefined) return known;
    if (this.#byOutcome.size === OUTCOMES_REMEMBERED) this.#byOutcome.clear();
    const byTypes = new Map<TypeSet, SharedText>();
    this.#byOutcome.set(outcome, byTypes);
    return byTypes;
  }
}
