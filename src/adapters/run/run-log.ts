/** `run.log`: JSON lines, one for each request and each thing worth knowing later. No secret gets here. */
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { multistream, pino } from 'pino';
import type { RequestEvent, RunLog } from '../../core/ports.ts';

/** A log that can be closed. */
export interface OpenRunLog extends RunLog {
  /** Resolves when the files hold everything, or cannot be written any more. */
  close(): Promise<void>;
}

/** What else a log does. */
export interface RunLogOptions {
  /** Gets every line as well. Default: none. */
  readonly echo?: Writable | null;
  /** Called once for a file that takes no lines, or no more. Default: nobody is told. */
  readonly onFault?: (path: string, fault: Error) => void;
}

/** Logs to the files. Lines are appended to what is there. A file that cannot be written fails nothing. */
export function openRunLog(
  paths: readonly string[],
  { echo = null, onFault = () => {} }: RunLogOptions = {},
): OpenRunLog {
  // Not pino's own destination: when the process ends it tries again for ever to write to a disk that is full.
  const files = paths.map((path) => createWriteStream(path, { flags: 'a', mode: 0o600 }));
  // A full disk must stop the run where rows are written, not with an unhandled event where they are logged.
  for (const file of files) file.on('error', (fault) => onFault(String(file.path), fault));
  const streams = [...files, ...(echo === null ? [] : [echo])].map((stream) => ({ stream }));
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, multistream(streams));
  return {
    request: (event: RequestEvent) => logger.info(event, 'request'),
    note: (event, facts) => logger.info(facts, event),
    close: async () => {
      await Promise.all(files.map(ended));
    },
  };
}

/** Resolves when the file holds everything, or can take no more. */
function ended(file: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (file.closed) return resolve();
    file.once('close', resolve).end();
  });
}
