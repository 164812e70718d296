/** What is wrong with a header, in words: the header as it was read, every problem, and the `--map` that mends it. */
import { type ColumnProblem, type ColumnRole, roleOfName } from '../../core/columns.ts';
import { DELIMITERS } from '../../core/delimiter.ts';
import { shellWord } from '../../core/shell-word.ts';
import { all, quoted } from './numbers.ts';

/** What a role is called in `--map`, and the first of the names that a column may have by itself. */
const NAMES: Readonly<Record<ColumnRole, { readonly map: string; readonly plain: string }>> = {
  from: { map: 'from', plain: 'from' },
  to: { map: 'to', plain: 'to' },
  type: { map: 'type', plain: 'type' },
  fromType: { map: 'from_type', plain: 'from type' },
  toType: { map: 'to_type', plain: 'to type' },
};

const COLUMNS_QUOTED = 30;

/** All problems of a header, below the header itself. */
export function describeColumnProblems(problems: readonly ColumnProblem[], header: readonly string[]): string {
  const names = header.slice(0, COLUMNS_QUOTED).map(quoted).join(', ');
  const more = header.length > COLUMNS_QUOTED ? `, and ${header.length - COLUMNS_QUOTED} more` : '';
  const intro =
    problems.length === 1 ? "The header doesn't fit:" : `The header doesn't fit, for ${problems.length} reasons:`;
  const lines = problems.map((problem) => `  - ${describe(problem, header)}`);
  return [intro, `    ${names}${more}`, ...lines].join('\n');
}

function describe(problem: ColumnProblem, header: readonly string[]): string {
  switch (problem.code) {
    case 'COLUMN_MISSING':
      return `No column for the record ids of the ${problem.role} side: none is called "${problem.role}" or "${problem.role} id".`;
    case 'COLUMN_AMBIGUOUS':
      return `${columnNames(problem.columns, header)} could all be the ${quoted(NAMES[problem.role].plain)} column: say which one.`;
    case 'COLUMN_DUPLICATED':
      return `${places(problem.columns)} are all called ${quoted(problem.name)}: rename all but one.`;
    case 'COLUMN_SHARED': {
      const roles = all(problem.roles.map((role) => `${NAMES[role].map}=`));
      return `--map uses column ${quoted(header[problem.column] ?? '')} for ${roles}: each needs a column of its own.`;
    }
    case 'MAPPED_COLUMN_MISSING':
      return `--map ${NAMES[problem.role].map}=${problem.wanted}: there is no such column.`;
    case 'MAPPED_COLUMN_AMBIGUOUS': {
      const wanted = `--map ${NAMES[problem.role].map}=${problem.wanted}`;
      return `${wanted} fits ${columnNames(problem.columns, header)}: write the name exactly, or its place as #${(problem.columns[0] ?? 0) + 1}.`;
    }
    case 'OBJECT_TYPE_UNKNOWABLE': {
      const side = problem.role === 'fromType' ? 'from' : 'to';
      return `Nothing says what object type the ${side} side has: add --${side} (for example --${side} ${side === 'from' ? 'contacts' : 'companies'}), or a column "${side}_type".`;
    }
  }
}

function columnNames(columns: readonly number[], header: readonly string[]): string {
  return all(columns.map((column) => quoted(header[column] ?? '')));
}

function places(columns: readonly number[]): string {
  return `Columns ${all(columns.map((column) => String(column + 1)))}`;
}

/** What the hint for a header is made from. */
export interface HintParts {
  readonly command: string;
  readonly header: readonly string[];
  /** Whether the call says where types come from. */
  readonly areTypesTold: boolean;
}

/** What to type next: `command` with the flags that are missing, their values to be filled in where unknown. */
export function columnsHint(problems: readonly ColumnProblem[], parts: HintParts): string {
  const { command, header } = parts;
  const insteadOfMap = wordsForNoHeader(header);
  const map = insteadOfMap !== null ? [] : problems.flatMap((problem) => mapFor(problem, header));
  const flags: string[] = problems
    .filter(({ code }) => code === 'OBJECT_TYPE_UNKNOWABLE')
    .map((problem) => ('role' in problem && problem.role === 'fromType' ? '--from contacts' : '--to companies'));
  if (map.length > 0) flags.push(`--map ${shellWord(map.join(','))}`);
  if (insteadOfMap !== null) return `${insteadOfMap}\n\n${[command, ...flags].join(' ')}`;
  if (flags.length === 0) return 'Mend the header line, and import the file again.';
  const next = `${command} ${flags.join(' ')}`;
  // No flag helps where a name occurs twice.
  const isDoubled = problems.some(({ code }) => code === 'COLUMN_DUPLICATED');
  const whole = isDoubled ? `Rename the columns that share a name in the header line, then:\n\n${next}` : next;
  return mayHideTypes(problems, parts) ? `${whole}\n\n${TYPES_HINT}` : whole;
}

/** What `--map` has to say because of a problem. */
function mapFor(problem: ColumnProblem, header: readonly string[]): readonly string[] {
  switch (problem.code) {
    case 'COLUMN_MISSING':
      return [`${problem.role}=${guess(problem.role, header) ?? 'COLUMN'}`];
    case 'COLUMN_AMBIGUOUS':
    case 'MAPPED_COLUMN_AMBIGUOUS':
      return [`${NAMES[problem.role].map}=${header[problem.columns[0] ?? 0] ?? 'COLUMN'}`];
    case 'MAPPED_COLUMN_MISSING':
      return [`${NAMES[problem.role].map}=COLUMN`];
    case 'COLUMN_SHARED':
      return problem.roles.map((role) => `${NAMES[role].map}=COLUMN`);
    case 'COLUMN_DUPLICATED':
    case 'OBJECT_TYPE_UNKNOWABLE':
      return [];
  }
}

/**
 * What to type when the delimiter that was given leaves the header in one piece, and another one is in it; else null.
 * `command`: the import without `--delimiter`.
 */
export function delimiterHint(
  header: readonly string[],
  { delimiter, command }: { readonly delimiter: string | null; readonly command: string },
): string | null {
  const [only = '', ...others] = header;
  const found = DELIMITERS.find((one) => one !== delimiter && only.includes(one));
  if (delimiter === null || others.length > 0 || found === undefined) return null;
  const [given, meant] = [delimiter, found].map((one) => (one === '\t' ? 'tab' : quoted(one)));
  return `--delimiter ${given} leaves one column, which has ${meant} in it. Without the flag, the delimiter is found from the header:\n\n${command}`;
}

/** Why the first line is no header at all, so that a mapping can be right all the same; null when it is one. */
export function wordsForNoHeader(header: readonly string[]): string | null {
  return header.filter((name) => name.trim() !== '').length < 2 ? TITLE_HINT : rowHint(header);
}

/** No mapping helps a line that names one column, such as the title that a spreadsheet has above its header. */
const TITLE_HINT =
  'A header names two columns at least, with a comma, semicolon, tab or | between them, outside quotes. Where it stands further down, remove the lines above it, then:';

/** That the first line is a row, which a mapping would pass over without a word; null when it is none. */
function rowHint(header: readonly string[]): string | null {
  const ids = header.filter((name) => /^\d+$/.test(name.trim()));
  return ids.length < 2 ? null : 'The first line looks like a row. Put one above it that names the columns, then:';
}

const TYPES_HINT =
  'If a column holds labels or type ids, add type=COLUMN to --map. Without it every row gets the default association.';

/** Whether a header whose names are not ours may have a column of types, which would be passed over without a word. */
function mayHideTypes(problems: readonly ColumnProblem[], { header, areTypesTold }: HintParts): boolean {
  const isForeign = problems.some(({ code }) => code === 'COLUMN_MISSING');
  const isFound = header.some((name) => roleOfName(name) === 'type');
  return isForeign && !areTypesTold && !isFound && header.length > 2;
}

/** The only column that looks like ids of that side: the first of two `… ID` columns is taken for from. */
function guess(role: 'from' | 'to', header: readonly string[]): string | null {
  const ids = header.filter((name) => /\bids?\b/i.test(name.replaceAll('_', ' ')) && roleOfName(name) === null);
  // Of two columns with one name each will have another one when it is imported again.
  if (ids.length !== 2 || ids[0]?.trim() === ids[1]?.trim()) return null;
  return (role === 'from' ? ids[0] : ids[1]) ?? null;
}
