/** Watches a run's account: stops it at `--max-errors`, and says early when nothing succeeds. */
import { boundText, errorRows, exceedsBound, isFruitless } from '../core/guards.ts';
import type { Report } from '../core/report.ts';
import type { Stopper } from '../pipeline/stopper.ts';
import type { ImportSettings } from './import-settings.ts';
import { wordsForFruitless } from './wording/notices.ts';

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
  return () => {
    const { rows } = report;
    if (maxErrors !== null && exceedsBound(rows, maxErrors)) {
      stopper.stop({ kind: 'maxErrors', limit: boundText(maxErrors), errors: errorRows(rows) });
    }
    if (isToldFruitless || !isFruitless(rows)) return;
    isToldFruitless = true;
    notice(wordsForFruitless(rows.read, report.errors[0]));
  };
}
