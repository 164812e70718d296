/** `hs-assoc runs`: lists runs, shows one again, removes old ones. */
import { EXIT, HsAssocError } from '../../core/errors.ts';
import { pathWord } from '../../core/shell-word.ts';
import type { CommandCall } from '../commands.ts';
import { joinSources } from '../options/option-sources.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { colorsFor } from '../screen/colors.ts';
import { renderSummary } from '../screen/render-summary.ts';
import { tellSummary } from '../screen/tell-summary.ts';
import { cleanRuns } from './clean-runs.ts';
import { listRuns, lookUpRun } from './look-up-run.ts';
import { renderCleaning, renderRunList, runEntry } from './render-runs.ts';
import { judgeRun } from './run-state.ts';
import { runsHelp } from './runs-flags.ts';
import { type RunsOptions, readRunsOptions } from './runs-options.ts';

/** Does what is asked; 0 whatever state the runs are in. Rejects with an `HsAssocError`. */
export async function runRunsCommand({ argv, environment, allFlags }: CommandCall): Promise<number> {
  const parsed = parseArguments(argv, runsHelp.flags);
  const options = readRunsOptions(parsed, joinSources({ parsed, environment, flags: runsHelp.flags, allFlags }));
  const { action, runsDir, json } = options;
  switch (action.kind) {
    case 'list':
      await list(runsDir, json);
      break;
    case 'show':
      await show(action.run, options);
      break;
    case 'clean': {
      const cleaning = await cleanRuns(runsDir, action, Date.now());
      process.stdout.write(json ? asDocument(cleaning) : renderCleaning(cleaning));
    }
  }
  return EXIT.ok;
}

async function list(runsDir: string, json: boolean): Promise<void> {
  const runs = await Promise.all((await listRuns(runsDir)).map(judgeRun));
  if (json) process.stdout.write(asDocument(runs.map(runEntry)));
  else if (runs.length === 0) process.stderr.write(`there is no run in ${runsDir}\n`);
  else process.stdout.write(renderRunList(runs, colorsFor(process.stdout, process.env)));
}

/** The summary as it was shown at the end; of a run without an end, as it stands. */
async function show(name: string | null, { runsDir, json, verbose }: RunsOptions): Promise<void> {
  const run = await judgeRun(await lookUpRun(name, runsDir));
  const { directory, summary, checkpoint, holder } = run;
  if (summary === null) {
    const message = `${directory.summary} is missing, or was not written by this version`;
    const hint = checkpoint === null ? 'import the file anew' : `hs-assoc resume ${pathWord(directory.path)}`;
    throw new HsAssocError('SUMMARY_UNUSABLE', { message, hint });
  }
  const view = { json, quiet: false, verbose };
  const isSandbox = checkpoint?.settings.sandbox ?? false;
  if (json || summary.exitCode !== null) return tellSummary(summary, { directory: directory.path, isSandbox, view });
  const colors = colorsFor(process.stdout, process.env);
  process.stdout.write(renderSummary(summary, { directory: directory.path, colors, verbose }));
  if (holder !== null) process.stderr.write(`Process ${holder.pid} on ${holder.host} is at work on it.\n`);
  else
    process.stderr.write(`The process that ran it is gone. To go on:\n  ${summary.next ?? 'import the file anew'}\n`);
}

function asDocument(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
