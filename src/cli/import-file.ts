/** Opens the input of an import and finds its columns: everything that can be judged before HubSpot is asked. */
import type { Readable } from 'node:stream';
import type { CsvFile } from '../adapters/csv-source.ts';
import { openCsv } from '../adapters/csv-source.ts';
import type { ColumnMap, ColumnProblem } from '../core/columns.ts';
import { matchColumns } from '../core/columns.ts';
import { HsAssocError } from '../core/errors.ts';
import { canonicalObjectType } from '../core/object-types.ts';
import type { ImportSettings } from './import-settings.ts';
import { sameImport } from './next-command.ts';
import { columnsHint, describeColumnProblems } from './wording/header-problems.ts';

/** An input that is worth starting a run for. */
export interface ImportFile {
  readonly csv: CsvFile;
  readonly columns: ColumnMap;
  /** Canonical object types for rows that carry none. */
  readonly defaults: { readonly fromType: string | null; readonly toType: string | null; readonly type: string | null };
  /** Whether any row can ask for a type. */
  readonly hasTypes: boolean;
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
  const hasDefault = { fromType: defaults.fromType !== null, toType: defaults.toType !== null };
  const match = matchColumns(csv.header, { map: settings.map, hasDefault });
  if (match.kind === 'problems') {
    await csv.close();
    throw new HsAssocError('COLUMNS_UNUSABLE', {
      message: describeColumnProblems(match.problems, csv.header),
      hint: columnsHint(match.problems, {
        command: sameImport({ ...settings, map: mapThatFits(settings, match.problems) }),
        header: csv.header,
        areTypesTold: settings.type !== null || settings.map.type !== undefined,
      }),
    });
  }
  const hasTypes = match.columns.type !== null || (defaults.type ?? '').trim() !== '';
  return { csv, columns: match.columns, defaults, hasTypes };
}

/** The mapping without the roles that have a problem: the hint names their columns anew. */
function mapThatFits({ map }: ImportSettings, problems: readonly ColumnProblem[]): ImportSettings['map'] {
  const roles = new Set<string>(problems.flatMap((problem) => ('role' in problem ? [problem.role] : [])));
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
