/** The flags of `hs-assoc doctor`, and its help. */
import { accountFlags } from '../account/account-flags.ts';
import { importHelp } from '../import/import-flags.ts';
import type { CommandHelp } from '../options/flags.ts';

const GROUP = 'What to check for';

/** The help of `hs-assoc doctor`. */
export const doctorHelp: CommandHelp = {
  usage: 'doctor',
  summary: 'check what a first import will trip over; changes nothing',
  about: [
    'Looks at the token, the account, its scopes, the way to HubSpot, the clock and the disk, and says what to mend.',
    'It only reads. Exit code: 0 all is well or only warned of, 1 something to mend here, 4 HubSpot refuses the token or a',
    'scope is missing, 5 HubSpot cannot be reached.',
  ],
  examples: [
    ['hs-assoc doctor --from contacts --to companies', 'before the first import'],
    ['hs-assoc doctor --json', 'for a script'],
  ],
  flags: [
    { name: 'from', kind: 'value', placeholder: 'TYPE', group: GROUP, help: 'Object type whose scopes are checked' },
    { name: 'to', kind: 'value', placeholder: 'TYPE', group: GROUP, help: 'Object type on the other side' },
    ...importHelp.flags.filter(({ name }) => name === 'runs-dir').map((flag) => ({ ...flag, group: GROUP })),
    ...accountFlags,
  ],
};
