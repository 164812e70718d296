/**
 * Ctrl-C and SIGTERM: the first lets what is in flight end, the second (or half a minute) waits for nothing any more, the
 * third leaves at once. A terminal that closes is like SIGTERM for who was started from it, and nothing to who was not.
 */

import { isatty } from 'node:tty';
import { EXIT } from '../core/errors.ts';
import type { ImportRun } from './import/import-run-types.ts';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** How long requests in flight may take to end after the first signal. */
const DRAIN_MS = 30_000;
/** npm and npx hand a Ctrl-C on to a process that the terminal has told already: one key, two signals. */
const SAME_KEY_MS = 250;

/** Whether input or output is a terminal. Under nohup none is, nor under cron and systemd. */
function isAtTerminal(): boolean {
  return [0, 1, 2].some((descriptor) => isatty(descriptor));
}

/** Watches signals for the run, until the returned function is called. `hasTerminal`: only then SIGHUP ends the run. */
export function watchSignals(
  run: Pick<ImportRun, 'stop' | 'abandon'>,
  say: (text: string) => void,
  hasTerminal = isAtTerminal(),
): () => void {
  let count = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let drain: NodeJS.Timeout | undefined;
  const onSignal = (signal: Signal): void => {
    const nowMs = performance.now();
    if (nowMs - lastMs < SAME_KEY_MS) return;
    lastMs = nowMs;
    count += 1;
    if (count === 1) {
      say(
        'Stopping: waiting for the requests under way, so that every row is accounted for. Once more leaves at once.',
      );
      run.stop({ kind: 'interrupted', signal });
      drain = setTimeout(() => run.abandon(), DRAIN_MS).unref();
    } else if (count === 2) {
      say('Leaving: what HubSpot has not answered yet is written down as unknown.');
      run.abandon();
    } else process.exit(signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated);
  };
  // Node undoes that nohup has a process ignore this; without a listener it would end here. Shells send it again.
  const onHangup = (): void => {
    if (hasTerminal && count === 0) onSignal('SIGHUP');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onHangup);
  return () => {
    clearTimeout(drain);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    process.off('SIGHUP', onHangup);
  };
}
