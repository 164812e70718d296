/** The flags of `hs-assoc limits`, and its help. */
import { accountFlags } from '../account/account-flags.ts';
import { importHelp } from '../import/import-flags.ts';
import type { CommandHelp } from '../options/flags.ts';

const FILE_FLAGS: ReadonlySet<string> = new Set(['delimiter', 'encoding', 'runs-dir', 'out']);

/** The help of `hs-assoc limits`. */
export const limitsHelp: CommandHelp = {
  usage: 'limits <list|set|clear> …',
  summary: 'list, set and clear how many associations of a type a record may have',
  about: [
    'Limits that the users of an account configured: "one Decision maker for each company".',
    '  limits list [<from> <to>]               those of a pair in both directions, or all',
    '  limits set <from> <to> <type> <max>     one limit; type is a label, an id, or "unlabelled"',
    '  limits set <file.csv>                   many: columns from, to, type and max',
    '  limits clear <from> <to> <type>         takes one limit away',
    '  limits clear <file.csv>                 many: columns from, to and type',
    'A file gets a run directory with results.csv and failed.csv, and the exit codes of an import.',
  ],
  examples: [
    ['hs-assoc limits list contacts companies', 'what is configured'],
    ['hs-assoc limits set companies contacts "Decision maker" 1', 'a company has one decision maker'],
    ['hs-assoc limits set limits.csv', 'from a file'],
    ['hs-assoc limits clear companies contacts "Decision maker"', 'as many as you like'],
  ],
  flags: [...importHelp.flags.filter(({ name }) => FILE_FLAGS.has(name)), ...accountFlags],
};
