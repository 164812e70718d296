/** The flags of `hs-assoc labels`, and its help. */
import { accountFlags } from '../account/account-flags.ts';
import type { CommandHelp } from '../options/flags.ts';

const GROUP = 'A new label';

/** The help of `hs-assoc labels`. */
export const labelsHelp: CommandHelp = {
  usage: 'labels <from> <to>',
  summary: 'list the association types of two object types, or make a label',
  about: [
    'Lists the association types between two object types, in both directions: what a type column may hold.',
    '"hs-assoc labels create <from> <to> --label TEXT" makes a label. With --inverse it is called differently from the',
    'other side; without, it has one text for both.',
  ],
  examples: [
    ['hs-assoc labels contacts companies', 'what there is'],
    ['hs-assoc labels contacts companies --json', 'for a script'],
    ['hs-assoc labels create contacts companies --label "Board member"', 'one text for both directions'],
    ['hs-assoc labels create contacts contacts --label Mentor --inverse Mentee', 'a text for each direction'],
  ],
  flags: [
    { name: 'label', kind: 'value', placeholder: 'TEXT', group: GROUP, help: 'Its text from <from> to <to>' },
    {
      name: 'inverse',
      kind: 'value',
      placeholder: 'TEXT',
      group: GROUP,
      help: 'Its text from <to> to <from> (default: the same text)',
    },
    {
      name: 'name',
      kind: 'value',
      placeholder: 'NAME',
      group: GROUP,
      help: "HubSpot's internal name for it (default: made from the text)",
    },
    ...accountFlags,
  ],
};
