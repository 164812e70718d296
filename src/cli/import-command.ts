/** `hs-assoc import`: reads the options, starts the run, shows it, and ends with its exit code. */
import { colorsFor } from './colors.ts';
import type { CommandCall } from './commands.ts';
import { importHelp } from './import-flags.ts';
import { type ImportOptions, readImportOptions } from './import-options.ts';
import { type ImportRun, startImport } from './import-run.ts';
import { joinSources } from './option-sources.ts';
import { parseArguments } from './parse-arguments.ts';
import { type ProgressView, showProgress, silentView } from './progress-view.ts';
import { renderSummary } from './render-summary.ts';
import { renderVerdict } from './render-verdict.ts';
import type { RunSummary } from './run-summary.ts';
import { watchSignals } from './signals.ts';
import { findToken } from './token.ts';

/** Runs one import. Rejects with an `HsAssocError` before anything is sent, or with a bug. */
export async function runImportCommand({ argv, environment, allFlags }: CommandCall): Promise<number> {
  const parsed = parseArguments(argv, importHelp.flags);
  const given = joinSources({ parsed, environment, flags: importHelp.flags, allFlags });
  const before = silentView(process.stderr);
  for (const warning of given.warnings) before.say(`note: ${warning}`);
  const options = readImportOptions(parsed, given);
  const token = tokenFor(options, environment, before);
  // Until there is a bar, notices are plain lines.
  let view: ProgressView = before;
  const run = await startImport(options.settings, {
    token,
    stdin: process.stdin,
    logEcho: options.view.verbose ? process.stderr : null,
    notice: (text) => view.say(text),
  });
  view = await showProgress(() => run.progress(), options.view, { stream: process.stderr, environment });
  const summary = await watch(run, view);
  report(summary, run.directory, options);
  return summary.exitCode ?? 0;
}

function tokenFor(
  { settings, tokenFile }: ImportOptions,
  environment: CommandCall['environment'],
  view: ProgressView,
): string | null {
  if (settings.sandbox) return null;
  const { token, warning } = findToken({ tokenFile, environment, ...settings });
  if (warning !== null) view.say(`note: ${warning}`);
  if (/^http:\/\/(?!127\.|localhost[:/]|localhost$|\[::1\])/.test(settings.baseUrl)) {
    view.say(`note: ${settings.baseUrl} is not encrypted: everyone on the way can read the token`);
  }
  return token;
}

async function watch(run: ImportRun, view: ProgressView): Promise<RunSummary> {
  const unwatch = watchSignals(run, (text) => view.say(text));
  try {
    return await run.done;
  } finally {
    unwatch();
    view.stop();
    // A pipe that is still open would keep the process waiting for rows that nobody reads.
    process.stdin.destroy();
  }
}

/** With `--json` stdout holds the document and nothing else; what needs a hand is on stderr in any case. */
function report(summary: RunSummary, directory: string, { view, settings }: ImportOptions): void {
  const { json, quiet, verbose } = view;
  if (json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  else if (!quiet) {
    process.stdout.write(
      renderSummary(summary, { directory, colors: colorsFor(process.stdout, process.env), verbose }),
    );
  }
  const isSandbox = settings.sandbox;
  process.stderr.write(
    renderVerdict(summary, { directory, isSandbox, colors: colorsFor(process.stderr, process.env) }),
  );
}
