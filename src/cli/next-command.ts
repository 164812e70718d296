/** The command to type after a run. */
import type { RunDirectory } from '../adapters/run-directory.ts';
import type { ExitCode } from '../core/errors.ts';
import { EXIT } from '../core/errors.ts';
import { shellWord } from '../core/shell-word.ts';
import { DEFAULT_BASE_URL, type ImportSettings } from './import-settings.ts';
import { withoutTokens } from './masking.ts';

/** What the next command depends on. */
export interface NextCommandFacts {
  readonly settings: ImportSettings;
  readonly directory: RunDirectory;
  /** False for a pipe of which no copy was kept. */
  readonly canResume: boolean;
}

/** The command to type now, or null when nothing is left to do. `code` is null while the run goes on. */
export function nextCommand(
  code: ExitCode | null,
  { settings, directory, canResume }: NextCommandFacts,
): string | null {
  switch (code) {
    case EXIT.ok:
      return settings.dryRun && settings.file !== '-' ? sameImport(settings) : null;
    case EXIT.rowsNeedAHand:
      // The rows that a dry run found good are not in its failed.csv.
      if (!settings.dryRun) return importCommand(directory.failed, settings);
      // A pipe is gone.
      return settings.file === '-' ? null : sameImport(settings);
    case EXIT.usage:
    case EXIT.locked:
    case EXIT.accounting:
      return null;
    case null:
    case EXIT.guard:
    case EXIT.account:
    case EXIT.resumable:
    case EXIT.interrupted:
    case EXIT.terminated:
      if (settings.dryRun) return null;
      return canResume ? `hs-assoc resume ${shellWord(directory.path)}` : null;
  }
}

/** The same import of the same file, with what says how to read it. */
export function sameImport(settings: ImportSettings): string {
  const { file, delimiter, encoding } = settings;
  return [
    importCommand(file, settings),
    ...(delimiter === null ? [] : ['--delimiter', delimiter === '\t' ? 'tab' : shellWord(delimiter)]),
    ...(encoding === null ? [] : ['--encoding', shellWord(encoding)]),
  ].join(' ');
}

function importCommand(file: string, settings: ImportSettings): string {
  return ['hs-assoc import', shellWord(file), ...mappingFlags(settings)].join(' ');
}

/** The flags that say what the columns mean; failed.csv has the original columns, in UTF-8 and with its delimiter. */
function mappingFlags(settings: ImportSettings): readonly string[] {
  const { from, to, type, map, sandbox, baseUrl, createLabels = null, checkLimits = false } = settings;
  const columns = { from: map.from, to: map.to, type: map.type, from_type: map.fromType, to_type: map.toType };
  const maps = Object.entries(columns).flatMap(([role, column]) =>
    column === undefined ? [] : ['--map', shellWord(`${role}=${column}`)],
  );
  return [
    ...(from === null ? [] : ['--from', shellWord(from)]),
    ...(to === null ? [] : ['--to', shellWord(to)]),
    ...(type === null ? [] : ['--type', shellWord(type)]),
    ...maps,
    ...(checkLimits ? ['--check-limits'] : []),
    ...(createLabels === null ? [] : ['--create-labels']),
    ...(createLabels === 'yes' ? ['--yes'] : []),
    ...(sandbox ? ['--sandbox'] : []),
    ...(sandbox || baseUrl === DEFAULT_BASE_URL ? [] : ['--base-url', shellWord(baseUrl)]),
  ];
}

/** A command as it was typed. */
export function typedCommand(name: string, argv: readonly string[]): string {
  return withoutTokens(['hs-assoc', name, ...argv].map(shellWord).join(' '));
}
