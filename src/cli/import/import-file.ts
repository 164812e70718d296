/** Opens the input of an import and finds its columns: everything that can be judged before HubSpot is asked. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { CsvFile } from '../../adapters/file/csv-source.ts';
import { openCsv } from '../../adapters/file/csv-source.ts';
import { RESULT_COLUMNS } from '../../adapters/run/row-files.ts';
import type { ColumnMap, ColumnProblem } from '../../core/columns.ts';
import { columnsLikeTypes, isRow, matchColumns } from '../../core/columns.ts';
import { HsAssocError } from '../../core/errors.ts';
import { canonicalObjectType } from '../../core/object-types.ts';
import { columnsHint, delimiterHint, describeColumnProblems, wordsForNoHeader } from '../wording/header-problems.ts';
import type { ImportSettings } from './import-settings.ts';
import { sameImport } from './next-command.ts';

/** An input that is worth starting a run for. */
export interface ImportFile {
  readonly csv: CsvFile;
  readonly columns: ColumnMap;
  /** Canonical object types for rows that carry none. */
  readonly defaults: { readonly fromType: string | null; readonly toType: string | null; readonly type: string | null };
  /** Whether any row can ask for a type. */
  readonly hasTypes: boolean;
  /** Names of columns that look like types and are not read, in a file that has no column of types; mostly none. */
  readonly overlooked: readonly string[];
  /** What the columns of the ids are called where these look like ids: the header may be a row. Mostly empty. */
  readonly idsInHeader: readonly string[];
}

/** Opens the input. Throws an `HsAssocError` (exit 2) that tells everything that is wrong with the header. */
export async function openImportFile(settings: ImportSettings, stdin: Readable): Promise<ImportFile> {
  const defaults = {
    fromType: objectTypeOf(settings.from, '--from'),
    toType: objectTypeOf(settings.to, '--to'),
    type: settings.type,
  };
  const csv = await openCsv({
    path: settings.file,
    stdin,
    ...(settings.delimiter === null ? {} : { delimiter: settings.delimiter }),
    ...(settings.encoding === null ? {} : { encoding: settings.encoding }),
  });
  try {
    refuseReport(csv.header, settings);
    const columns = columnsOf(csv.header, settings, defaults);
    const hasTypes = columns.type !== null || (defaults.type ?? '').trim() !== '';
    const overlooked = columns.type === null && settings.type === null ? columnsLikeTypes(csv.header) : [];
    const names = (indexes: readonly number[]): string[] => indexes.map((index) => csv.header[index] ?? '');
    const idsInHeader = isRow(csv.header, columns) ? names([columns.from, columns.to]) : [];
    return { csv, columns, defaults, hasTypes, overlooked: names(overlooked), idsInHeader };
  } catch (thrown) {
    await csv.close();
    throw thrown;
  }
}

/** Importing it would make the associations anew that the run made, and all of them without their types. */
function refuseReport(header: readonly string[], settings: ImportSettings): void {
  const isReport = header.map((name) => name.trim()).join(',') === RESULT_COLUMNS.join(',');
  if (!isReport || Object.keys(settings.map).length > 0) return;
  const failed = path.join(path.dirname(settings.file), 'failed.csv');
  throw new HsAssocError('FILE_IS_RESULTS', {
    message:
      'This is the report of a run (results.csv), not a list of associations to make: ' +
      'it holds the rows that are done as well, and its column of types is not read by itself.',
    hint: existsSync(failed)
      ? `The rows that need a hand are in failed.csv:\n${sameImport({ ...settings, file: failed })}`
      : 'The rows that need a hand are in failed.csv of the same run: import that, or the original file.',
  });
}

function columnsOf(header: readonly string[], settings: ImportSettings, defaults: ImportFile['defaults']): ColumnMap {
  const hasDefault = { fromType: defaults.fromType !== null, toType: defaults.toType !== null };
  const match = matchColumns(header, { map: settings.map, hasDefault });
  if (match.kind === 'matched') return match.columns;
  const { delimiter } = settings;
  const undelimited = delimiterHint(header, { delimiter, command: sameImport({ ...settings, delimiter: null }) });
  // What a title lacks, the header below it may have.
  const map = wordsForNoHeader(header) === null ? mapThatFits(settings, match.problems) : settings.map;
  const command = sameImport({ ...settings, map });
  const areTypesTold = settings.type !== null || settings.map.type !== undefined;
  throw new HsAssocError('COLUMNS_UNUSABLE', {
    message: describeColumnProblems(match.problems, header),
    hint: undelimited ?? columnsHint(match.problems, { command, header, areTypesTold }),
  });
}

/** The mapping without the roles that have a problem: the hint names their columns anew. */
function mapThatFits({ map }: ImportSettings, problems: readonly ColumnProblem[]): ImportSettings['map'] {
  const roles = new Set<string>(
    problems.flatMap((problem) => ('role' in problem ? [problem.role] : 'roles' in problem ? problem.roles : [])),
  );
  return Object.fromEntries(Object.entries(map).filter(([role]) => !roles.has(role)));
}

function objectTypeOf(text: string | null, flag: string): string | null {
  if (text === null) return null;
  const canonical = canonicalObjectType(text);
  if (canonical !== null) return canonical;
  throw new HsAssocError('OBJECT_TYPE_MALFORMED', {
    message: `${flag} ${JSON.stringify(text)} cannot be an object type`,
    hint: 'name it as HubSpot does: contacts, companies, deals, 0-1, 2-1234567, p_vendor',
  });
}
