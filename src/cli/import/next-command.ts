/** The command to type after a run. */
import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import type { ExitCode } from '../../core/errors.ts';
import { EXIT } from '../../core/errors.ts';
import { pathWord, shellWord } from '../../core/shell-word.ts';
import { withoutTokens } from '../options/masking.ts';
import type { ImportSettings } from './import-settings.ts';
import { formatFlags, meaningFlags, paceFlags, placeFlags, tokenFlags } from './setting-flags.ts';

/** What the next command depends on. */
export interface NextCommandFacts {
  readonly settings: ImportSettings;
  readonly directory: RunDirectory;
  /** False for a pipe of which no copy was kept. */
  readonly canResume: boolean;
  /** The delimiter of failed.csv where it does not show from its header, else null. */
  readonly failedDelimiter: string | null;
}

/** The command to type now, or null when nothing is left to do. `code` is null while the run goes on. */
export function nextCommand(
  code: ExitCode | null,
  { settings, directory, canResume, failedDelimiter }: NextCommandFacts,
): string | null {
  switch (code) {
    case EXIT.ok:
      return settings.dryRun && settings.file !== '-' ? sameImport(settings) : null;
    case EXIT.rowsNeedAHand:
      // After a dry run it is the file itself that is mended, and imported as a whole.
      if (!settings.dryRun) {
        // It has the original columns and delimiter, in UTF-8.
        return importCommand(directory.failed, settings, formatFlags({ delimiter: failedDelimiter, encoding: null }));
      }
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
      return canResume ? resumeCommand(directory.path, settings) : null;
  }
}

/** What takes the run at `path` up again, with the token from where it was taken. */
export function resumeCommand(path: string, settings: ImportSettings): string {
  return ['hs-assoc resume', pathWord(path), ...tokenFlags(settings)].join(' ');
}

/** The same import of the same file, with all that it was told. */
export function sameImport(settings: ImportSettings): string {
  return importCommand(settings.file, settings, [...formatFlags(settings), ...paceFlags(settings)]);
}

/** `more`: flags besides those for what is made of the rows, and where. */
function importCommand(file: string, settings: ImportSettings, more: readonly string[]): string {
  return ['hs-assoc import', pathWord(file), ...meaningFlags(settings), ...placeFlags(settings), ...more].join(' ');
}

/** A command as it was typed. */
export function typedCommand(name: string, argv: readonly string[]): string {
  return withoutTokens(['hs-assoc', name, ...argv].map(shellWord).join(' '));
}
