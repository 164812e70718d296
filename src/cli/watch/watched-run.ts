/** Shows a run, and tells those who are not there how it goes: by pings, and by metrics of an import that could not start. */

import { type ShownRun, showRun } from '../runs/show-run.ts';
import { exitCodeOfError } from '../screen/render-error.ts';
import { MetricsFile } from './metrics-file.ts';
import { RunPing } from './run-ping.ts';
import type { Watchers } from './watchers.ts';

/** Starts a run, shows it to its end, and returns its exit code; rejects as `showRun` does. */
export async function showWatchedRun(shown: ShownRun): Promise<number> {
  const { settings, start } = shown;
  let say = (text: string): void => void process.stderr.write(`${text}\n`);
  const ping = new RunPing(settings.pingUrl ?? null, (text) => say(text));
  try {
    const exitCode = await showRun({
      ...shown,
      start: async (surroundings) => {
        say = surroundings.notice;
        const run = await start(surroundings);
        ping.start();
        return run;
      },
    });
    await ping.end(exitCode);
    return exitCode;
  } catch (thrown) {
    await tellFailure(thrown, settings, { ping, say });
    throw thrown;
  }
}

/** Reads a call; of one that cannot be understood those are told whom it names. Rejects with what `read` throws. */
export async function readWatched<Call>(
  read: () => Call | Promise<Call>,
  findWatchers: () => Watchers | Promise<Watchers>,
): Promise<Call> {
  try {
    return await read();
  } catch (thrown) {
    const watchers = await findWatchers();
    const say = (text: string): void => void process.stderr.write(`${text}\n`);
    await tellFailure(thrown, watchers, { ping: new RunPing(watchers.pingUrl ?? null, say), say });
    throw thrown;
  }
}

async function tellFailure(
  thrown: unknown,
  watchers: Watchers,
  { ping, say }: { readonly ping: RunPing; readonly say: (text: string) => void },
): Promise<void> {
  const exitCode = exitCodeOfError(thrown);
  await MetricsFile.of(watchers, say)?.writeRefusal(exitCode, new Date());
  await ping.end(exitCode);
}
