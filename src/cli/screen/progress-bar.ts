/** A progress bar on a terminal. The only file that knows cli-progress. */
import { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import type { Progress } from '../import/import-run-types.ts';
import type { Colors } from './colors.ts';
import { doneShare, progressText } from './progress-text.ts';
import type { ProgressView } from './progress-view.ts';

/** A terminal. */
export interface TerminalStream extends NodeJS.WritableStream {
  readonly columns?: number | undefined;
}

const REDRAWS_A_SECOND = 8;
const BAR_WIDTH = 24;
const LEAST_BAR_WIDTH = 8;
const DEFAULT_COLUMNS = 80;
const CLEAR_LINE = '\r\u001b[K';
/**
 * What cli-progress must not do to a terminal. It goes back to the cursor's place at the start, from where lines that were
 * said meanwhile would be overwritten; and it turns off the wrapping of lines, which a killed process never turns on again.
 */
const UNWANTED: ReadonlySet<string> = new Set(['\u001b7', '\u001b8', '\u001b[?7l', '\u001b[?7h']);

/** Draws a bar on the stream until it is stopped. */
export function startProgressBar(
  read: () => Progress,
  { stream, colors }: { readonly stream: TerminalStream; readonly colors: Colors },
): ProgressView {
  const bar = new SingleBar({
    stream: filtered(stream),
    // Whatever kills the process, the terminal is left as it was.
    hideCursor: false,
    // Anything else would cut the text at the terminal's width, colour codes counted.
    linewrap: false,
    gracefulExit: false,
    clearOnComplete: true,
    forceRedraw: true,
    fps: REDRAWS_A_SECOND,
    format: () => barText(read(), { colors, columns: stream.columns ?? DEFAULT_COLUMNS }),
  });
  bar.start(1, 0);
  return {
    say: (text) => {
      stream.write(`${CLEAR_LINE}${text}\n`);
    },
    stop: () => bar.stop(),
  };
}

/** `████░░░░ 34% · 12,400 rows · …`, on one line of the terminal. Without a known end there is no bar. */
function barText(
  progress: Progress,
  { colors, columns }: { readonly colors: Colors; readonly columns: number },
): string {
  const share = doneShare(progress);
  // The last column stays free: some terminals wrap as soon as it is written.
  const room = columns - 1;
  const text = progressText(progress);
  if (share === null) return text.slice(0, room);
  const told = ` ${Math.floor(share * 100)}% · ${text}`;
  // How much time is left stands at the end: the bar gives way first.
  const width = Math.max(LEAST_BAR_WIDTH, Math.min(BAR_WIDTH, room - told.length));
  const filled = Math.round(share * width);
  const bar = `${colors.green('█'.repeat(filled))}${colors.dim('░'.repeat(width - filled))}`;
  return `${bar}${told.slice(0, Math.max(0, room - width))}`;
}

function filtered(stream: TerminalStream): Writable {
  const wanted = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      if (!UNWANTED.has(text)) stream.write(text);
      done();
    },
  });
  return Object.assign(wanted, { isTTY: true, columns: stream.columns ?? DEFAULT_COLUMNS });
}
