/** The flags of `hs-assoc runs`, and its help. */
import { configFlag, GENERAL_GROUP, verboseFlag } from '../options/common-flags.ts';
import type { CommandHelp } from '../options/flags.ts';

const SHOW_GROUP = 'What to show';
const CLEAN_GROUP = 'What to remove (runs clean)';

/** The help of `hs-assoc runs`. */
export const runsHelp: CommandHelp = {
  usage: 'runs [list|show|clean] [run]',
  summary: 'list the runs, show one again, or remove old ones',
  about: [
    'list: what ran, when, for how long, how it ended, and where it is; the newest first. This is the default.',
    'show: the closing summary of a run again. [run] is a run directory or its name; without it, the newest.',
    'clean: removes the runs that are both older than --older-than and beyond the newest --keep, if both are given. A run',
    'that is unfinished stays unless --unfinished is given, and one that a process is at work on stays in any case.',
  ],
  examples: [
    ['hs-assoc runs', 'what ran'],
    ['hs-assoc runs show 20261121T172714Z-3f9c', 'how this one ended'],
    ['hs-assoc runs clean --older-than 30d --keep 10 --dry-run', 'what would be removed'],
  ],
  flags: [
    {
      name: 'runs-dir',
      kind: 'value',
      placeholder: 'DIR',
      group: SHOW_GROUP,
      help: 'Where the runs are (default: runs)',
    },
    { name: 'json', kind: 'switch', group: SHOW_GROUP, help: 'One JSON document on stdout, and nothing else there' },
    {
      name: 'older-than',
      kind: 'value',
      placeholder: 'TIME',
      group: CLEAN_GROUP,
      help: 'Runs that ended longer ago than this: 30d, 12h',
    },
    {
      name: 'keep',
      kind: 'value',
      placeholder: 'N',
      group: CLEAN_GROUP,
      help: 'All but the newest N runs',
    },
    {
      name: 'unfinished',
      kind: 'switch',
      group: CLEAN_GROUP,
      help: 'Unfinished runs as well: they can no longer be resumed then',
    },
    {
      name: 'dry-run',
      short: 'n',
      kind: 'switch',
      group: CLEAN_GROUP,
      help: 'Say what would be removed, and stop there',
    },
    configFlag,
    verboseFlag,
    { name: 'help', short: 'h', kind: 'switch', group: GENERAL_GROUP, help: 'Show this help' },
  ],
};
