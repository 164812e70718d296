/** A file of limits as rows: all of it in memory, since an account has a few hundred types. */
import type { CsvFile } from '../../adapters/file/csv-source.ts';
import { openCsv } from '../../adapters/file/csv-source.ts';
import { HsAssocError } from '../../core/errors.ts';
import type { LimitRow, LimitTexts, Place } from '../../core/limit-rows.ts';
import {
  LIMIT_COLUMNS,
  limitPairOf,
  matchLimitColumns,
  misshapenLimitRow,
  readLimitRow,
  unsentLimitRow,
} from '../../core/limit-rows.ts';
import { outcome, settle } from '../../core/outcomes.ts';
import { shapeOf, shapeProblem } from '../../core/record-shape.ts';
import type { LimitVerb } from '../../pipeline/limit-delivery.ts';
import type { OpenAccount } from '../account/account-session.ts';
import { distance } from '../text-distance.ts';
import { all, count, quoted } from '../wording/numbers.ts';
import { describeProblems } from '../wording/row-problems.ts';

/** An opened file with the places of its columns. */
export interface LimitFile {
  readonly csv: CsvFile;
  readonly columns: ReturnType<typeof matchLimitColumns>;
}

/** All of them are in memory, and none is passed over: a longer file is no file of limits. */
const MOST_ROWS = 100_000;

/** Opens it. Throws an `HsAssocError` (exit 2) when columns are missing. */
export async function openLimitFile(
  verb: LimitVerb,
  {
    file,
    delimiter,
    encoding,
  }: { readonly file: string; readonly delimiter: string | null; readonly encoding: string | null },
): Promise<LimitFile> {
  const csv = await openCsv({
    path: file,
    ...(delimiter === null ? {} : { delimiter }),
    ...(encoding === null ? {} : { encoding }),
  });
  const columns = matchLimitColumns(csv.header);
  const needed = LIMIT_COLUMNS.filter((name) => verb === 'set' || name !== 'max');
  const missing = needed.filter((name) => columns[name] === null);
  if (missing.length === 0) return { csv, columns };
  await csv.close();
  throw new HsAssocError('COLUMNS_UNUSABLE', {
    message: `The header doesn't fit: there must be one column each for ${all(missing.map(quoted))}.\n    ${csv.header.map(quoted).join(', ')}`,
    hint: `a file for "limits ${verb}" has the columns ${needed.join(',')}`,
  });
}

/**
 * All rows; those that cannot be sent are settled. Where the command was stopped, too, since failed.csv is what is left to
 * do. Throws an `HsAssocError` (exit 2) when there are too many.
 */
export async function readLimitRows(
  { csv, columns }: LimitFile,
  verb: LimitVerb,
  account: OpenAccount,
): Promise<readonly LimitRow[]> {
  const { directory } = account;
  const reading = {
    typesOf: (pair: LimitRow['pair']) => directory.typesOf(pair),
    describe: describeProblems,
    distance,
  };
  const shape = shapeOf(csv.header);
  const readRow = async (record: readonly string[], texts: LimitTexts, place: Place): Promise<LimitRow> => {
    const problem = shapeProblem(record, shape);
    if (problem !== null) return misshapenLimitRow(texts, place, { problem, describe: describeProblems });
    const pair = limitPairOf(texts);
    const isUntold = pair !== null && (await directory.load(pair)) === null;
    return isUntold ? unsentLimitRow(texts, place) : readLimitRow(texts, place, reading);
  };
  const rows: LimitRow[] = [];
  const asked = new Map<string, LimitRow>();
  for await (const { records, firstNumber, origin } of csv.blocks()) {
    for (const [index, record] of records.entries()) {
      const cell = (column: number | null): string => (column === null ? '' : (record[column] ?? ''));
      const texts = {
        from: cell(columns.from),
        to: cell(columns.to),
        type: cell(columns.type),
        max: verb === 'set' ? cell(columns.max) : null,
      };
      if (rows.length === MOST_ROWS) throw tooMany();
      const row = await readRow(record, texts, { number: firstNumber + index, origin });
      refuseContradiction(row, asked);
      rows.push(row);
    }
  }
  return rows;
}

function tooMany(): HsAssocError {
  return new HsAssocError('ROWS_TOO_MANY', {
    message: `the file has more than ${count(MOST_ROWS)} rows, and an account has a few hundred types; nothing was sent`,
    hint: 'see whether it is the right file: one row for each type, with the columns from,to,type,max',
  });
}

/** A later row for the same type cannot be obeyed when it asks for another number. */
function refuseContradiction(row: LimitRow, asked: Map<string, LimitRow>): void {
  if (row.outcome !== null) return;
  const key = `${row.pair.from} ${row.pair.to} ${row.types.key}`;
  const earlier = asked.get(key);
  if (earlier === undefined) asked.set(key, row);
  else if (earlier.max !== row.max) {
    const message = `Row ${earlier.number} asks for another number for the same type: ${earlier.max} there, ${row.max} here.`;
    settle(row, outcome('invalid', { code: 'LIMIT_CONTRADICTED', message }));
  }
}
