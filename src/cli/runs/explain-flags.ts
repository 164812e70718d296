/** The flags of `hs-assoc explain`, and its help. */
import { configFlag, GENERAL_GROUP, verboseFlag } from '../options/common-flags.ts';
import type { CommandHelp } from '../options/flags.ts';

const GROUP = 'What to show';

/** The help of `hs-assoc explain`. */
export const explainHelp: CommandHelp = {
  usage: 'explain <row> [run]',
  summary: 'tell what became of one row, and why',
  about: [
    "One row's life: its fields, what it asked for, the requests it travelled in with HubSpot's answers, what became of it,",
    'and what to do now. <row> is its number in results.csv: 1 is the first record after the header. [run] is a run',
    'directory or its name in the runs directory; without it, the newest run is taken.',
  ],
  examples: [
    ['hs-assoc explain 17', 'row 17 of the newest run'],
    ['hs-assoc explain 17 runs/20261121T172714Z-3f9c', 'of this run'],
  ],
  flags: [
    {
      name: 'runs-dir',
      kind: 'value',
      placeholder: 'DIR',
      group: GROUP,
      help: 'Where the runs are (default: runs)',
    },
    { name: 'json', kind: 'switch', group: GROUP, help: 'One JSON document on stdout, and nothing else there' },
    configFlag,
    verboseFlag,
    { name: 'help', short: 'h', kind: 'switch', group: GENERAL_GROUP, help: 'Show this help' },
  ],
};
