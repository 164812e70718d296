/** `hs-assoc labels`: lists the association types of a pair, or makes a label. */

import { EXIT } from '../../core/errors.ts';
import type { NewLabel } from '../../core/label-endpoints.ts';
import type { ObjectPair } from '../../core/terms.ts';
import { pairName } from '../../core/terms.ts';
import { type AccountCall, checkWords, readAccountCall, readPair } from '../account/account-options.ts';
import { type AccountUse, typesOfPair, withAccount } from '../account/account-session.ts';
import type { CommandCall } from '../commands.ts';
import { typedCommand } from '../import/next-command.ts';
import { colorsFor } from '../screen/colors.ts';
import { createLabel } from './create-label.ts';
import { labelsHelp } from './labels-flags.ts';
import { labelsDocument, renderLabels } from './render-labels.ts';

/** Runs `hs-assoc labels`. Rejects with an `HsAssocError` or a bug. */
export async function runLabelsCommand(call: CommandCall): Promise<number> {
  const read = readAccountCall(call, labelsHelp);
  const isCreating = read.positionals[0] === 'create';
  const words = isCreating ? read.positionals.slice(1) : read.positionals;
  const example = `hs-assoc labels ${isCreating ? 'create ' : ''}contacts companies${isCreating ? ' --label "Board member"' : ''}`;
  checkWords({ ...read, positionals: words }, ['from', 'to'], example);
  const pair = readPair(read.reader, words[0], words[1]);
  const wanted = isCreating ? readNewLabel(read, example) : null;
  read.reader.finish('labels');
  const command = typedCommand('labels', call.argv);
  const use = { options: read.account, environment: call.environment, command, pair };
  return wanted === null ? list(pair, use) : create(pair, wanted, use);
}

function readNewLabel({ reader }: AccountCall, example: string): NewLabel {
  const label = reader.text('label');
  if (label === null && reader.given('label') === null) {
    reader.complain({ code: 'LABEL_MISSING', message: 'Which label? Give its text with --label', hint: example });
  }
  return { label: label ?? '', inverse: reader.text('inverse'), name: reader.text('name') };
}

async function list(pair: ObjectPair, use: AccountUse): Promise<number> {
  const types = await withAccount(use, (account) => typesOfPair(account, pair));
  const colors = colorsFor(process.stdout, use.environment);
  process.stdout.write(use.options.json ? labelsDocument(types) : renderLabels(types, colors));
  return EXIT.ok;
}

async function create(pair: ObjectPair, wanted: NewLabel, use: AccountUse): Promise<number> {
  const { types, isNew } = await withAccount(use, (account) => createLabel(account, pair, wanted));
  const { json } = use.options;
  if (json) process.stdout.write(labelsDocument(types, { isNew }));
  else {
    const what = `the label "${wanted.label}" (${pairName(pair)})`;
    process.stdout.write(isNew ? `Made ${what}.\n\n` : `There is ${what} already; nothing was changed.\n\n`);
    process.stdout.write(renderLabels(types, colorsFor(process.stdout, use.environment)));
  }
  return EXIT.ok;
}
