/** Opens what a run logs to. */
import { whyUnwritable } from '../../adapters/run/append-file.ts';
import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import { type OpenRunLog, openRunLog } from '../../adapters/run/run-log.ts';
import { wordsForLogFault } from '../wording/notices.ts';
import type { ImportSurroundings } from './import-run-types.ts';
import type { ImportSettings } from './import-settings.ts';

/** The run's log, and that of `--log-file`, which the run does without when it cannot be written. */
export function openLogs(
  { logFile }: ImportSettings,
  directory: RunDirectory,
  surroundings: ImportSurroundings,
): OpenRunLog {
  return openRunLog(logFile === null ? [directory.log] : [directory.log, logFile], {
    echo: surroundings.logEcho,
    onFault: (path, fault) => {
      if (path === logFile) surroundings.notice(wordsForLogFault(path, whyUnwritable(fault)));
    },
  });
}
