/** `run.log`: JSON lines, one for each request and each thing worth knowing later. No secret gets here. */
import type { Writable } from 'node:stream';
import { destination, multistream, pino } from 'pino';
import type { RequestEvent, RunLog } from '../core/ports.ts';

/** A log that can be closed. */
export interface OpenRunLog extends RunLog {
  /** Brings everything to the file, at once or, where that is still being opened, as soon as it is open. */
  close(): void;
}

/** Logs to the files, and to `echo` when given. Lines are appended to what is there. */
export function openRunLog(paths: readonly string[], echo: Writable | null = null): OpenRunLog {
  const files = paths.map((path) =>
    destination({ dest: path, append: true, sync: false, minLength: 4096, mode: 0o600 }),
  );
  // A full disk must stop the run where rows are written, not with an unhandled event where they are logged.
  for (const file of files) file.on('error', () => {});
  const streams = [...files, ...(echo === null ? [] : [echo])].map((stream) => ({ stream }));
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, multistream(streams));
  return {
    request: (event: RequestEvent) => logger.info(event, 'request'),
    note: (event, facts) => logger.info(facts, event),
    close: () => {
      for (const file of files) {
        attempt(() => file.flushSync());
        attempt(() => file.end());
      }
    },
  };
}

/** The log is the least of what a full disk takes; the rows' files report it. A file that is not open cannot be flushed. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // Nothing depends on the log.
  }
}
