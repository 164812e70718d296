/** Where others are told of a call that cannot even be understood: as far as the call, or the run that it names, says so. */
import { existsSync } from 'node:fs';
import { HsAssocError } from '../../core/errors.ts';
import { importHelp } from '../import/import-flags.ts';
import type { ImportSettings } from '../import/import-settings.ts';
import { environmentName } from '../options/flags.ts';
import { OptionReader } from '../options/option-reader.ts';
import { type Given, joinSources, type Sources } from '../options/option-sources.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { findResumableRun } from '../resume/resumable-run.ts';
import { lookUpRun } from '../runs/look-up-run.ts';
import { readWatchSettings } from './watch-options.ts';

/** Where to tell it; `file` is what the metrics are of. */
export type Watchers = Pick<ImportSettings, 'file' | 'pingUrl' | 'metricsFile'>;

/** Those that flags, environment and configuration file name, whatever else is wrong with them. */
export function watchersOf(sources: Sources): Watchers {
  const { pingUrl = null, metricsFile = null } = readWatchSettings(new OptionReader(asFarAsReadable(sources)));
  return { file: fileOf(sources.parsed), pingUrl, metricsFile };
}

/** Those that the run remembers; else those of environment and configuration file. */
export async function watchersOfRun(sources: Sources): Promise<Watchers> {
  const { values } = asFarAsReadable(sources);
  const runsDir = values.get('runs-dir')?.value;
  const [name = null] = sources.parsed.positionals;
  const settings = await settingsOf(name, typeof runsDir === 'string' && runsDir !== '' ? runsDir : 'runs');
  return settings ?? watchersOf({ ...sources, flags: importHelp.flags });
}

async function settingsOf(name: string | null, runsDir: string): Promise<ImportSettings | null> {
  const found = findResumableRun(name, runsDir).catch(() => (name === null ? null : lookUpRun(name, runsDir)));
  return found.then(
    (run) => run?.checkpoint?.settings ?? null,
    () => null,
  );
}

/** A configuration file that is none says nothing; flags and environment still do. */
function asFarAsReadable(sources: Sources): Given {
  try {
    return joinSources(sources);
  } catch (thrown) {
    if (!(thrown instanceof HsAssocError)) throw thrown;
    const { parsed, environment } = sources;
    const values = new Map([...parsed.values].filter(([name]) => name !== 'config'));
    const without = { ...environment, [environmentName('config')]: undefined };
    return joinSources({ ...sources, parsed: { ...parsed, values }, environment: without });
  }
}

/** What stands behind an unknown flag may be the file, or a token that somebody tried to give. */
function fileOf({ positionals, taken }: ParsedArguments): string {
  return positionals[0] ?? taken.find((word) => existsSync(word)) ?? '';
}
