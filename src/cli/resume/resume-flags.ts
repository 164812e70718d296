/** The flags of `hs-assoc resume`, and its help. Everything else a run remembers itself, but for the token. */

import { importHelp } from '../import/import-flags.ts';
import { configFlag, GENERAL_GROUP, verboseFlag } from '../options/common-flags.ts';
import type { CommandHelp } from '../options/flags.ts';

/** Flags of `import` that a later sitting may be given anew. */
const TAKEN_OVER: ReadonlySet<string> = new Set(['token-file', 'runs-dir', 'json', 'quiet', 'no-progress']);

/** The help of `hs-assoc resume`. */
export const resumeHelp: CommandHelp = {
  usage: 'resume [run]',
  summary: 'finish an interrupted run',
  about: [
    'Goes on where a run stopped: what is reported stays, and nothing of it is sent again. [run] is a run directory or',
    'its name in the runs directory; without it, the newest unfinished run is taken. The run remembers its file and its',
    'options, but not the token. A file that has changed since is refused.',
  ],
  examples: [
    ['hs-assoc resume', 'the newest unfinished run'],
    ['hs-assoc resume runs/20261121T172714Z-3f9c', 'this one'],
  ],
  flags: [
    ...importHelp.flags.filter(({ name }) => TAKEN_OVER.has(name)),
    configFlag,
    verboseFlag,
    { name: 'help', short: 'h', kind: 'switch', group: GENERAL_GROUP, help: 'Show this help' },
  ],
};
