/** The end of a run, on both streams: the same for one that has just ended, and for one that is shown again. */
import type { ViewOptions } from '../options/view-options.ts';
import { colorsFor } from './colors.ts';
import { renderErrors, renderSummary } from './render-summary.ts';
import { renderVerdict } from './render-verdict.ts';
import type { RunSummary } from './run-summary.ts';

/** How a summary is told. */
export interface Telling {
  /** The run directory, as the user would type it. */
  readonly directory: string;
  readonly isSandbox: boolean;
  readonly view: Pick<ViewOptions, 'json' | 'quiet' | 'verbose'>;
}

/** With `--json` stdout holds the document and nothing else; what needs a hand is on stderr in any case, with `--quiet` the reasons as well. */
export function tellSummary(summary: RunSummary, { directory, isSandbox, view }: Telling): void {
  const { json, quiet, verbose } = view;
  if (json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  else if (!quiet) {
    process.stdout.write(
      renderSummary(summary, { directory, colors: colorsFor(process.stdout, process.env), verbose }),
    );
  }
  const colors = colorsFor(process.stderr, process.env);
  // Whoever gets this by mail sees no summary: the reasons go with it.
  if (quiet && !json) process.stderr.write(renderErrors(summary, { colors, verbose }));
  process.stderr.write(renderVerdict(summary, { directory, isSandbox, colors }));
}
