/** Reads `--map from=COL,to=COL`. A column's name may hold `=`, and a comma where `--map` is given once per role. */
import type { ColumnRole } from '../../core/columns.ts';
import { nearest } from '../text-distance.ts';
import { quoted } from '../wording/numbers.ts';
import type { ImportSettings } from './import-settings.ts';

const ROLES: ReadonlyMap<string, ColumnRole> = new Map([
  ['from', 'from'],
  ['to', 'to'],
  ['type', 'type'],
  ['from_type', 'fromType'],
  ['to_type', 'toType'],
]);

/** Where one assignment ends and the next begins: a comma with the name of a role behind it. */
const NEXT_ROLE = /,(?=\s*(?:from|to|type|from_type|to_type)\s*=)/i;
/** The same with any word in the place of a role, so that a misspelt role is seen as one. */
const NEXT_WORD = /,(?=\s*[a-z_-]+\s*=)/i;

/** The columns by role, and what is wrong with the rest, in words. */
export function readColumnMapping(texts: readonly string[]): {
  readonly map: ImportSettings['map'];
  readonly problems: readonly string[];
} {
  const map: Partial<Record<ColumnRole, string>> = {};
  const problems: string[] = [];
  const boundary = texts.length === 1 ? NEXT_WORD : NEXT_ROLE;
  for (const assignment of texts.flatMap((text) => text.split(boundary))) {
    const equals = assignment.indexOf('=');
    const name = assignment.slice(0, Math.max(equals, 0)).trim().toLowerCase().replaceAll('-', '_');
    const role = ROLES.get(name);
    const column = assignment.slice(equals + 1).trim();
    if (equals < 0) problems.push(`${quoted(assignment)} is no ROLE=COLUMN, such as from=Contact ID`);
    else if (role === undefined) problems.push(unknownRole(name));
    else if (column === '') problems.push(`${name}= needs the name of a column`);
    else if (map[role] !== undefined) problems.push(`${name}= is given twice`);
    else map[role] = column;
  }
  return { map, problems };
}

function unknownRole(name: string): string {
  const meant = nearest(name, ROLES.keys());
  return `${quoted(name)} is none of ${[...ROLES.keys()].join(', ')}${meant === null ? '' : `; did you mean ${meant}?`}`;
}
