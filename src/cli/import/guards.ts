/** Watches a run's account: stops it at `--max-errors`, and says early when nothing succeeds. */
import { boundText, errorRows, exceedsBound, isFruitless, rowsSince } from '../../core/guards.ts';
import type { Report } from '../../core/report.ts';
import type { Stopper } from '../../pipeline/stopper.ts';
import { wordsForFruitless } from '../wording/notices.ts';
import type { ImportSettings } from './import-settings.ts';

/** A function to call whenever rows were counted. */
export function createGuards(
  { maxErrors }: ImportSettings,
  {
    report,
    stopper,
    notice,
  }: { readonly report: Report; readonly stopper: Stopper; readonly notice: (text: string) => void },
): () => void {
  let isToldFruitless = false;
  // Whoever resumes a run has looked at its errors: those of earlier sittings would stop it at once, for ever.
  const before = report.rows;
  return () => {
    const rows = rowsSince(report.rows, before);
    if (maxErrors !== null && exceedsBound(rows, maxErrors)) {
      stopper.stop({ kind: 'maxErrors', limit: boundText(maxErrors), errors: errorRows(rows), rows: rows.read });
    }
    if (isToldFruitless || !isFruitless(rows)) return;
    isToldFruitless = true;
    notice(wordsForFruitless(rows.read, report.errors[0]));
  };
}
