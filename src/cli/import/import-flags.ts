/** The flags of `hs-assoc import`, and its help. Names are a contract: scripts and configuration files hold them. */
import { configFlag, GENERAL_GROUP, verboseFlag, yesFlag } from '../options/common-flags.ts';
import type { CommandHelp, Flag } from '../options/flags.ts';
import { watchFlags } from '../watch/watch-flags.ts';

const FILE_GROUP = 'What to import';
const HUBSPOT_GROUP = 'HubSpot';
const SENDING_GROUP = 'How to send';
const STOPPING_GROUP = 'When to stop';
const OUTPUT_GROUP = 'What to leave behind and show';

const fileFlags: readonly Flag[] = [
  {
    name: 'from',
    kind: 'value',
    placeholder: 'TYPE',
    group: FILE_GROUP,
    help: 'Object type of the from side (contacts, companies, 0-3, p_vendor),\nfor rows without a from_type column',
  },
  {
    name: 'to',
    kind: 'value',
    placeholder: 'TYPE',
    group: FILE_GROUP,
    help: 'Object type of the to side, for rows without a to_type column',
  },
  {
    name: 'type',
    kind: 'value',
    placeholder: 'TYPE',
    group: FILE_GROUP,
    help: 'Association type for rows that carry none: a label, 279 or USER_DEFINED:28\n(default: the unlabelled association)',
  },
  {
    name: 'map',
    kind: 'list',
    placeholder: 'ROLE=COLUMN,…',
    group: FILE_GROUP,
    help: 'Columns with other names: from=, to=, type=, from_type=, to_type=; #3 is the\nthird column. Repeat --map for a column name that holds a comma',
  },
  {
    name: 'delimiter',
    kind: 'value',
    placeholder: 'CHAR',
    group: FILE_GROUP,
    help: 'What separates columns: , ; | or tab (default: found from the header)',
  },
  {
    name: 'encoding',
    kind: 'value',
    placeholder: 'NAME',
    group: FILE_GROUP,
    help: 'For example windows-1252 (default: UTF-8, or what the byte order mark says)',
  },
];

const hubspotFlags: readonly Flag[] = [
  {
    name: 'token-file',
    kind: 'value',
    placeholder: 'FILE',
    group: HUBSPOT_GROUP,
    help: 'A file that holds the token (default: the variable HUBSPOT_ACCESS_TOKEN)',
  },
  {
    name: 'sandbox',
    kind: 'switch',
    group: HUBSPOT_GROUP,
    help: 'Rehearse: import into a local HubSpot inside this process; needs no token',
  },
  {
    name: 'dry-run',
    short: 'n',
    kind: 'switch',
    group: HUBSPOT_GROUP,
    help: 'Read, check every row and every type, and write nothing to HubSpot',
  },
  {
    name: 'existing',
    kind: 'value',
    placeholder: 'HOW',
    group: HUBSPOT_GROUP,
    help: 'Labels a pair has already. keep: read them first and send them along (default for\nrows with a type); replace: write without reading, so that HubSpot may replace them',
  },
  {
    name: 'create-labels',
    kind: 'switch',
    group: HUBSPOT_GROUP,
    help: 'Make the labels that the file needs and the account lacks, after naming them\nand asking',
  },
  { ...yesFlag, group: HUBSPOT_GROUP, help: 'Make them without asking: for scripts' },
  {
    name: 'check-limits',
    kind: 'switch',
    group: HUBSPOT_GROUP,
    help: "Find rows that the account's limits have no room for, and do not send them",
  },
  {
    name: 'base-url',
    kind: 'value',
    placeholder: 'URL',
    group: HUBSPOT_GROUP,
    help: 'Where HubSpot is (default: https://api.hubapi.com)',
  },
  {
    name: 'api-version',
    kind: 'value',
    placeholder: 'VERSION',
    group: HUBSPOT_GROUP,
    help: '2026-03 (default), 2025-09, 2026-09 or v4',
  },
];

const sendingFlags: readonly Flag[] = [
  {
    name: 'batch-size',
    kind: 'value',
    placeholder: 'N',
    group: SENDING_GROUP,
    help: 'Associations in one request, 1 to 2000 (default: 2000)',
  },
  {
    name: 'rate',
    kind: 'value',
    placeholder: 'N',
    group: SENDING_GROUP,
    help: 'Requests in 10 seconds at most, 1 to 1000\n(default: 100, then what HubSpot says the account may)',
  },
  {
    name: 'concurrency',
    kind: 'value',
    placeholder: 'N',
    group: SENDING_GROUP,
    help: 'Batches under way at once, 1 to 64 (default: by rate and response time)',
  },
  {
    name: 'timeout',
    kind: 'value',
    placeholder: 'TIME',
    group: SENDING_GROUP,
    help: 'How long to wait for one answer: 30s, 500ms (default: 60s)',
  },
  {
    name: 'max-attempts',
    kind: 'value',
    placeholder: 'N',
    group: SENDING_GROUP,
    help: 'How often to send a request that gets no answer, 1 to 100 (default: 6)',
  },
];

const stoppingFlags: readonly Flag[] = [
  {
    name: 'max-errors',
    kind: 'value',
    placeholder: 'N|N%',
    group: STOPPING_GROUP,
    help: 'Stop when more rows than this need a hand: 100, or 5% of the rows so far',
  },
  {
    name: 'max-duration',
    kind: 'value',
    placeholder: 'TIME',
    group: STOPPING_GROUP,
    help: 'Stop after 90m, 2h or 1h30m',
  },
  {
    name: 'reserve-daily',
    kind: 'value',
    placeholder: 'N|N%',
    group: STOPPING_GROUP,
    help: 'Leave so many of the daily requests to others: 50000, or 20% of the day',
  },
];

const outputFlags: readonly Flag[] = [
  {
    name: 'runs-dir',
    kind: 'value',
    placeholder: 'DIR',
    group: OUTPUT_GROUP,
    help: 'Where each run gets a directory of its own (default: runs)',
  },
  {
    name: 'out',
    kind: 'value',
    placeholder: 'DIR',
    group: OUTPUT_GROUP,
    help: 'This exact directory for the run, instead of a new one in --runs-dir',
  },
  { name: 'json', kind: 'switch', group: OUTPUT_GROUP, help: 'One JSON document on stdout, and nothing else there' },
  {
    name: 'quiet',
    short: 'q',
    kind: 'switch',
    group: OUTPUT_GROUP,
    help: 'Say nothing unless something needs a hand',
  },
  { name: 'no-progress', kind: 'switch', group: OUTPUT_GROUP, help: 'No progress bar, and no lines instead of it' },
  {
    name: 'auto-resume',
    kind: 'switch',
    group: STOPPING_GROUP,
    help: 'For cron: when the last run of this file is unfinished, finish it',
  },
  {
    name: 'keep-input',
    kind: 'switch',
    group: OUTPUT_GROUP,
    help: 'Keep a copy of standard input in the run directory, so that the run can be resumed',
  },
  {
    name: 'log-file',
    kind: 'value',
    placeholder: 'FILE',
    group: OUTPUT_GROUP,
    help: "Write the log here as well as to the run directory's run.log",
  },
];

/** The help of `hs-assoc import`. */
export const importHelp: CommandHelp = {
  usage: 'import <file>',
  summary: 'create associations from a CSV, and say what became of every row',
  about: [
    'Creates the associations that a CSV lists: one row, one association. <file> is a CSV, a .csv.gz, or - for',
    'standard input. The first line names the columns: from and to hold record ids, type may hold a label or type id.',
    'What became of every row is in results.csv of the run directory; the rows that need a hand are in failed.csv.',
  ],
  examples: [
    ['hs-assoc import links.csv --from contacts --to companies', 'the usual case'],
    ['hs-assoc import links.csv --from contacts --to companies -n', 'check everything, write nothing'],
    ['hs-assoc import links.csv --from contacts --to companies --sandbox', 'rehearse without an account'],
    ['hs-assoc import crm.csv --from deals --to companies --map "from=Deal ID,to=Company ID"', 'other column names'],
    ['hs-assoc import - --from contacts --to deals --type Champion < links.csv', 'one label for all, from a pipe'],
    ['hs-assoc import mixed.csv --max-errors 5% --json', 'object types from the file, for a script'],
  ],
  flags: [
    ...fileFlags,
    ...hubspotFlags,
    ...sendingFlags,
    ...stoppingFlags,
    ...outputFlags,
    ...watchFlags,
    configFlag,
    verboseFlag,
    { name: 'help', short: 'h', kind: 'switch', group: GENERAL_GROUP, help: 'Show this help' },
  ],
};
