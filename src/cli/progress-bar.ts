/** A progress bar on a terminal. The only file that knows cli-progress. */
import { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import type { Colors } from './colors.ts';
import type { Progress } from './import-run-types.ts';
import { doneShare, progressText } from './progress-text.ts';
import type { ProgressView } from './progress-view.ts';

/** A terminal. */
export interface TerminalStream extends NodeJS.WritableStream {
  readonly columns?: number | undefined;
}

const REDRAWS_A_SECOND = 8;
const BAR_WIDTH = 24;
/** Colour codes take no room on the screen, but cli-progress counts them when it cuts a line. */
const COLOR_CODES_LENGTH = 24;
const DEFAULT_COLUMNS = 80;
const CLEAR_LINE = '\r\u001b[K';
const CURSOR_SAVE = '\u001b7';
const CURSOR_RESTORE = '\u001b8';

/** Draws a bar on the stream until it is stopped. */
export function startProgressBar(
  read: () => Progress,
  { stream, colors }: { readonly stream: TerminalStream; readonly colors: Colors },
): ProgressView {
  const bar = new SingleBar({
    stream: withoutCursorMoves(stream),
    // The cursor stays visible and lines wrap as ever: whatever kills the process, the terminal is left as it was.
    hideCursor: false,
    linewrap: true,
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
  const room = columns - COLOR_CODES_LENGTH;
  const text = progressText(progress);
  if (share === null) return text.slice(0, room);
  const filled = Math.round(share * BAR_WIDTH);
  const percent = ` ${Math.floor(share * 100)}% · `;
  const bar = `${colors.green('█'.repeat(filled))}${colors.dim('░'.repeat(BAR_WIDTH - filled))}`;
  return `${bar}${(percent + text).slice(0, Math.max(0, room - BAR_WIDTH))}`;
}

/**
 * cli-progress saves the cursor's place and goes back to it at the end; lines that were said meanwhile would be
 * overwritten from there.
 */
function withoutCursorMoves(stream: TerminalStream): Writable {
  const filtered = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      if (text !== CURSOR_SAVE && text !== CURSOR_RESTORE) stream.write(text);
      done();
    },
  });
  return Object.assign(filtered, { isTTY: true, columns: stream.columns ?? DEFAULT_COLUMNS });
}
