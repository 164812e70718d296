/** Shows a run while it goes, and tells how it ended: the same for an import and for one that is resumed. */
import { confirm } from '../account/confirm.ts';
import type { CommandCall } from '../commands.ts';
import type { ImportRun, ImportSurroundings } from '../import/import-run-types.ts';
import type { ImportSettings } from '../import/import-settings.ts';
import { placeOf } from '../options/masking.ts';
import { type FoundToken, findToken, type TokenSearch, unencryptedWarning } from '../options/token.ts';
import type { ViewOptions } from '../options/view-options.ts';
import { createLogEcho } from '../screen/log-echo.ts';
import { type ProgressView, showProgress, silentView } from '../screen/progress-view.ts';
import { tellSummary } from '../screen/tell-summary.ts';
import { watchSignals } from '../signals.ts';

/** What a run is shown with. */
export interface ShownRun {
  readonly environment: CommandCall['environment'];
  readonly view: ViewOptions;
  readonly settings: ImportSettings;
  readonly tokenFile: string | null;
  /** As typed, to type it again; `canRehearse`: it takes `--sandbox`. */
  readonly command: string;
  readonly canRehearse: boolean;
  /** Throws what else is wrong with the call. Asked where there is no token: whoever got one would meet that next. */
  readonly checkWithoutToken?: () => Promise<void>;
  /** Starts it; notices are shown wherever the progress is shown at that moment. */
  readonly start: (surroundings: ImportSurroundings) => Promise<ImportRun>;
}

const KEEP_ALIVE_MS = 60_000;

/** Starts a run and shows it to its end; returns its exit code. */
export async function showRun(shown: ShownRun): Promise<number> {
  const { environment, view: options, settings, start } = shown;
  // Until there is a bar, notices are plain lines.
  let view: ProgressView = silentView(process.stderr);
  const say = (text: string): void => view.say(text);
  const { pingUrl = null } = settings;
  const shownSettings = { ...settings, pingUrl: pingUrl === null ? null : placeOf(pingUrl) };
  if (options.verbose) say(`settings: ${JSON.stringify(shownSettings)}`);
  const show = async (): Promise<void> => {
    view = await showProgress(() => run.progress(), options, { stream: process.stderr, environment });
  };
  const run = await start({
    token: await tokenFor(shown, say),
    stdin: process.stdin,
    logEcho: options.verbose ? createLogEcho(say) : null,
    notice: say,
    ...(options.quiet ? {} : { remark: say }),
    confirm: async (question, what) => {
      view.stop();
      return confirm(question, { yes: false, what }).finally(show);
    },
  });
  // A run may end while its progress is made ready, and an end that nobody awaits yet must not look like a bug.
  run.done.catch(() => undefined);
  const unwatch = watchSignals(run, say);
  // Whatever a run waits for, the process must not end before it: nothing else may be left to keep it alive.
  const alive = setInterval(() => undefined, KEEP_ALIVE_MS);
  await show();
  const summary = await run.done.finally(() => {
    clearInterval(alive);
    unwatch();
    view.stop();
    // A pipe that is still open would keep the process waiting for rows that nobody reads.
    process.stdin.destroy();
  });
  tellSummary(summary, { directory: run.directory, isSandbox: settings.sandbox, view: options });
  return summary.exitCode ?? 0;
}

async function tokenFor({ settings, ...shown }: ShownRun, say: (text: string) => void): Promise<string | null> {
  const { sandbox, baseUrl, from, to } = settings;
  if (sandbox) return null;
  const { token, warning } = await findTokenOr(shown.checkWithoutToken, { ...shown, from, to });
  for (const text of [warning, unencryptedWarning(baseUrl)]) if (text !== null) say(`note: ${text}`);
  return token;
}

async function findTokenOr(check: ShownRun['checkWithoutToken'], search: TokenSearch): Promise<FoundToken> {
  try {
    return findToken(search);
  } catch (thrown) {
    await check?.();
    throw thrown;
  }
}
