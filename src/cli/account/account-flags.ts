/** The flags of commands that ask HubSpot something without being an import. */

import { importHelp } from '../import/import-flags.ts';
import { configFlag, GENERAL_GROUP, verboseFlag } from '../options/common-flags.ts';
import type { Flag } from '../options/flags.ts';

const TAKEN_OVER: ReadonlySet<string> = new Set([
  'token-file',
  'sandbox',
  'base-url',
  'api-version',
  'rate',
  'timeout',
  'max-attempts',
]);

const jsonFlag: Flag = {
  name: 'json',
  kind: 'switch',
  group: GENERAL_GROUP,
  help: 'One JSON document on stdout, and nothing else there',
};

/** How HubSpot is reached, and what every command has. */
export const accountFlags: readonly Flag[] = [
  ...importHelp.flags
    .filter(({ name }) => TAKEN_OVER.has(name))
    .map((flag) =>
      flag.name === 'sandbox'
        ? { ...flag, help: 'Rehearse on a local HubSpot inside this process; needs no token' }
        : flag,
    ),
  jsonFlag,
  configFlag,
  verboseFlag,
  { name: 'help', short: 'h', kind: 'switch', group: GENERAL_GROUP, help: 'Show this help' },
];
