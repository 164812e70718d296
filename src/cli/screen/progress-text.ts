/** What is said of a run while it goes, as text: the same facts for the bar and for the lines on a pipe. */
import { errorRows } from '../../core/guards.ts';
import type { Progress } from '../import/import-run-types.ts';
import { count, counted, duration } from '../wording/numbers.ts';

/** Before this much time and work, a forecast would jump about. */
const FORECAST_AFTER_MS = 3_000;
const FORECAST_AFTER_SHARE = 0.02;

/**
 * How much of the file is done, from 0 to 1; null where its end is not known. Reading runs ahead of sending, and reads all
 * of a small file at once, so the share read is lowered by the rows that are still on their way.
 */
export function doneShare({ rows, rowsRead, bytesRead, totalBytes }: Progress): number | null {
  if (totalBytes === null || totalBytes === 0) return null;
  // A resumed run has rows before it has read any: how far that is into the file, the first block tells.
  if (rowsRead === 0) return rows.read === 0 ? 0 : null;
  return Math.min(1, (bytesRead / totalBytes) * (rows.read / rowsRead));
}

/** `12,400 rows · 3,100/s · 21 need a hand · 40 s left`. */
export function progressText(progress: Progress): string {
  const { rows, rowsRead, elapsedMs, pausedMs } = progress;
  // Those that are not sent yet are the good rows of a dry run, or wait for a run that stopped to go on.
  const hands = errorRows(rows);
  const parts = [
    counted(rows.read, 'row'),
    ...(elapsedMs > 0 && rows.read > 0 ? [`${count((rows.read * 1_000) / elapsedMs)}/s`] : []),
    // Rows are told in the file's order, so the first ones may take a while: a sign of life until then.
    ...(rows.read === 0 && rowsRead > 0 ? [`${count(rowsRead)} under way`] : []),
    ...(hands > 0 ? [`${count(hands)} need${hands === 1 ? 's' : ''} a hand`] : []),
  ];
  return [...parts, ...outlook(progress, pausedMs)].join(' · ');
}

function outlook(progress: Progress, pausedMs: number): readonly string[] {
  // A short pause is the ordinary pace at work.
  if (pausedMs >= 1_000) return [`waiting ${duration(pausedMs)} for HubSpot`];
  const share = doneShare(progress);
  if (share === null || share < FORECAST_AFTER_SHARE || share === 1) return [];
  if (progress.elapsedMs < FORECAST_AFTER_MS) return [];
  return [`${duration((progress.elapsedMs * (1 - share)) / share)} left`];
}
