/** Words for labels that an import is about to make. */
import type { MissingLabel } from '../labels/missing-labels.ts';
import { counted, quoted } from './numbers.ts';

/** The labels that a file needs and the account lacks, each with its rows and what may have been meant instead. */
export function wordsForMissingLabels(
  missing: readonly MissingLabel[],
  { isDryRun }: { readonly isDryRun: boolean },
): string {
  const what = `The file needs ${counted(missing.length, 'label')} that the account does not have`;
  const then = isDryRun ? '; the real run makes them' : '';
  const lines = missing.map(({ pair, label, rows, firstRow, nearest }) => {
    const meant = nearest === null ? '' : `; is ${quoted(nearest)} meant?`;
    return `  ${quoted(label)} (${pair.from} → ${pair.to}), ${counted(rows, 'row')} from row ${firstRow} on${meant}`;
  });
  return [`${what}${then}:`, ...lines].join('\n');
}
