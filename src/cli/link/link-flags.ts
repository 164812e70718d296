/** The flags of `hs-assoc link` and `hs-assoc unlink`, and their help. */
import { accountFlags } from '../account/account-flags.ts';
import { importHelp } from '../import/import-flags.ts';
import { yesFlag } from '../options/common-flags.ts';
import type { CommandHelp, Flag } from '../options/flags.ts';

const GROUP = 'The association';

const WORDS = '<from> <fromId> <to> <toId>';

function typeFlag(help: string): Flag {
  return { name: 'type', kind: 'value', placeholder: 'TYPE', group: GROUP, help };
}

/** The help of `hs-assoc link`. */
export const linkHelp: CommandHelp = {
  usage: `link ${WORDS}`,
  summary: 'make one association, to try a pair before a million',
  about: [
    'Makes one association, and shows what HubSpot holds for the two records afterwards, from both sides.',
    'Labels that the two have already are kept. It ends as an import of one row would: 0 created or there already,',
    '1 rejected, 4 refused for the account as a whole, 5 not answered.',
  ],
  examples: [
    ['hs-assoc link contacts 101 companies 202', 'the unlabelled association'],
    ['hs-assoc link contacts 101 companies 202 --type "Billing contact"', 'with a label'],
  ],
  flags: [
    typeFlag('A label, 279 or USER_DEFINED:28; several with ;\n(default: the unlabelled association)'),
    ...importHelp.flags.filter(({ name }) => name === 'existing').map((flag) => ({ ...flag, group: GROUP })),
    ...accountFlags,
  ],
};

/** The help of `hs-assoc unlink`. */
export const unlinkHelp: CommandHelp = {
  usage: `unlink ${WORDS}`,
  summary: 'take one association away, or one of its labels',
  about: [
    'Takes a label off two records, or without --type everything that associates them, after showing it and asking.',
    'Removing the unlabelled type removes every label with it: HubSpot keeps no label without it.',
  ],
  examples: [
    ['hs-assoc unlink contacts 101 companies 202 --type "Billing contact"', 'this label'],
    ['hs-assoc unlink contacts 101 companies 202', 'the whole association'],
  ],
  flags: [
    typeFlag('The label or type to take away; several with ;\n(default: everything)'),
    { ...yesFlag, group: GROUP },
    ...accountFlags,
  ],
};
