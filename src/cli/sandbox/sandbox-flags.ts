/** The flags of `hs-assoc sandbox`, and its help. */
import { configFlag, GENERAL_GROUP, verboseFlag } from '../options/common-flags.ts';
import type { CommandHelp, Flag } from '../options/flags.ts';

const GROUP = 'The sandbox';

const flags: readonly Flag[] = [
  {
    name: 'port',
    kind: 'value',
    placeholder: 'N',
    group: GROUP,
    help: 'Where to listen on 127.0.0.1 (default: a free port)',
  },
  {
    name: 'token',
    kind: 'value',
    placeholder: 'TOKEN',
    group: GROUP,
    help: 'The only token to accept: a made-up one (default: any will do)',
  },
  {
    name: 'rate-limit',
    kind: 'value',
    placeholder: 'N|none',
    group: GROUP,
    help: 'Requests in any 10 seconds before it answers 429 (default: 100)',
  },
  {
    name: 'latency',
    kind: 'value',
    placeholder: 'TIME',
    group: GROUP,
    help: 'How long every answer takes: 300ms, 2s (default: 0ms)',
  },
  {
    name: 'faults',
    kind: 'value',
    placeholder: 'FILE',
    group: GROUP,
    help: 'A JSON file with the misbehaviours to play, in order:\n[{"status": 503, "times": 2}, {"reset": "after"}]',
  },
  {
    name: 'switch',
    kind: 'list',
    placeholder: 'NAME=VALUE',
    group: GROUP,
    help: 'How to answer where nobody knows what HubSpot does: ids=string,\nmissingRecords=400, … Repeat it for more; a wrong name lists them all',
  },
];

/** The help of `hs-assoc sandbox`. */
export const sandboxHelp: CommandHelp = {
  usage: 'sandbox',
  summary: 'run a local HubSpot for rehearsals and tests',
  about: [
    'A local HubSpot in memory, on 127.0.0.1: association calls, labels, errors and rate limits as HubSpot has them.',
    'Records whose id begins with 404 do not exist, those whose id begins with 400 are refused as invalid; all others',
    'are there. The custom object is p_vendor (2-4412). It runs until Ctrl-C, and prints its address on stdout.',
  ],
  examples: [
    ['hs-assoc sandbox --port 4010', 'a local HubSpot; Ctrl-C ends it'],
    [
      'HUBSPOT_ACCESS_TOKEN=any hs-assoc import links.csv --from contacts --to companies --base-url http://127.0.0.1:4010',
      'import into it from another terminal',
    ],
    ['hs-assoc sandbox --latency 300ms --faults faults.json --switch ids=string', 'a slow and a bad day'],
  ],
  flags: [
    ...flags,
    configFlag,
    verboseFlag,
    { name: 'help', short: 'h', kind: 'switch', group: GENERAL_GROUP, help: 'Show this help' },
  ],
};
