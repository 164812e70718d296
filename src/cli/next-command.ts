/** The command to type after a run. */
import type { RunDirectory } from '../adapters/run-directory.ts';
import type { ExitCode } from '../core/errors.ts';
import { EXIT } from '../core/errors.ts';
import { DEFAULT_BASE_URL, type ImportSettings } from './import-settings.ts';

/** The command to type now, or null when nothing is left to do. */
export function nextCommand(code: ExitCode, settings: ImportSettings, directory: RunDirectory): string | null {
  switch (code) {
    case EXIT.ok:
      return settings.dryRun
        ? ['hs-assoc import', shellWord(settings.file), ...mappingFlags(settings)].join(' ')
        : null;
    case EXIT.rowsNeedAHand:
      return ['hs-assoc import', shellWord(directory.failed), ...mappingFlags(settings)].join(' ');
    case EXIT.usage:
    case EXIT.locked:
    case EXIT.accounting:
      return null;
    case EXIT.guard:
    case EXIT.account:
    case EXIT.resumable:
    case EXIT.interrupted:
    case EXIT.terminated:
      // A pipe cannot be read a second time, so there is nothing to resume from.
      return settings.file === '-' ? null : `hs-assoc resume ${shellWord(directory.path)}`;
  }
}

/** The flags that say what the columns mean; failed.csv has the original columns, in UTF-8 and with its delimiter. */
function mappingFlags(settings: ImportSettings): readonly string[] {
  const { from, to, type, map, sandbox, baseUrl } = settings;
  const columns = { from: map.from, to: map.to, type: map.type, from_type: map.fromType, to_type: map.toType };
  const maps = Object.entries(columns).flatMap(([role, column]) =>
    column === undefined ? [] : ['--map', shellWord(`${role}=${column}`)],
  );
  return [
    ...(from === null ? [] : ['--from', shellWord(from)]),
    ...(to === null ? [] : ['--to', shellWord(to)]),
    ...(type === null ? [] : ['--type', shellWord(type)]),
    ...maps,
    ...(sandbox ? ['--sandbox'] : []),
    ...(sandbox || baseUrl === DEFAULT_BASE_URL ? [] : ['--base-url', shellWord(baseUrl)]),
  ];
}

/** The text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
