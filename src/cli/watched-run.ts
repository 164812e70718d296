/** Shows a run, and tells those who are not there how it goes: by pings, and by metrics of a run that could not start. */
import { MetricsFile } from './metrics-file.ts';
import { exitCodeOfError } from './render-error.ts';
import { RunPing } from './run-ping.ts';
import { type ShownRun, showRun } from './show-run.ts';

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
    const exitCode = exitCodeOfError(thrown);
    await MetricsFile.of(settings, say)?.writeRefusal(exitCode, new Date());
    await ping.end(exitCode);
    throw thrown;
  }
}
