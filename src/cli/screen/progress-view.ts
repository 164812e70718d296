/** Decides how progress is shown: a bar on a terminal, a line now and then on a pipe, or not at all. */

import type { Progress } from '../import/import-run-types.ts';
import type { ViewOptions } from '../options/view-options.ts';
import { colorsFor } from './colors.ts';
import { doneShare, progressText } from './progress-text.ts';

/** Progress being shown. */
export interface ProgressView {
  /** Shows a line of text without disturbing the bar. */
  say(text: string): void;
  /** Shows no more progress; `say` goes on working. */
  stop(): void;
}

/** Where it is shown. */
export interface ViewStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What the choice depends on. */
export interface ViewSurroundings {
  readonly stream: ViewStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const FIRST_LINE_MS = 1_000;
const LINE_EVERY_MS = 5_000;

/** Begins to show progress; nothing is shown with `--quiet`, `--json` or `--no-progress`. */
export async function showProgress(
  read: () => Progress,
  view: ViewOptions,
  { stream, environment }: ViewSurroundings,
): Promise<ProgressView> {
  if (view.quiet || view.json || !view.progress) return silentView(stream);
  const isAnimated = stream.isTTY === true && environment.TERM !== 'dumb' && (environment.CI ?? '') === '';
  if (!isAnimated) return lineView(read, stream);
  const { startProgressBar } = await import('./progress-bar.ts');
  return startProgressBar(read, { stream, colors: colorsFor(stream, environment) });
}

/** No progress, only what is said. */
export function silentView(stream: NodeJS.WritableStream): ProgressView {
  return { say: (text) => void stream.write(`${text}\n`), stop: () => undefined };
}

/** A line every few seconds: for logs, which are read later. The first one comes soon, as a sign of life. */
function lineView(read: () => Progress, stream: NodeJS.WritableStream): ProgressView {
  let timer: NodeJS.Timeout;
  const next = (delayMs: number): void => {
    timer = setTimeout(() => {
      const progress = read();
      const share = doneShare(progress);
      stream.write(`${share === null ? '' : `${Math.floor(share * 100)}% · `}${progressText(progress)}\n`);
      next(LINE_EVERY_MS);
    }, delayMs).unref();
  };
  next(FIRST_LINE_MS);
  return { ...silentView(stream), stop: () => clearTimeout(timer) };
}
