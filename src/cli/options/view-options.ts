/** What a run shows while it goes and when it ends. */
import type { OptionReader } from './option-reader.ts';

/** How much is shown, and in which form. */
export interface ViewOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly progress: boolean;
}

/** The view that was asked for; a contradiction is complained of. */
export function readViewOptions(reader: OptionReader): ViewOptions {
  const view = {
    json: reader.isOn('json'),
    quiet: reader.isOn('quiet'),
    verbose: reader.isOn('verbose'),
    progress: !reader.isOn('no-progress'),
  };
  if (view.quiet && view.verbose) {
    reader.complain({ code: 'OPTIONS_CONFLICT', message: '--quiet and --verbose exclude each other' });
  }
  return view;
}
