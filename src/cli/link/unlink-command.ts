/** `hs-assoc unlink`: takes one association away, or one of its labels, after showing it and asking. */
import type { AssociationDefinition } from '../../core/association-types.ts';
import { definitionName } from '../../core/association-types.ts';
import { heldSet } from '../../core/held-types.ts';
import { unlinkRequest, unlinkTypesRequest } from '../../core/link-endpoints.ts';
import { outcome } from '../../core/outcomes.ts';
import type { TypeSet } from '../../core/terms.ts';
import { typeName } from '../../core/type-sets.ts';
import { readLink, takeAway } from '../../pipeline/single-link.ts';
import { readAccountCall } from '../account/account-options.ts';
import type { OpenAccount } from '../account/account-session.ts';
import { throwIfStopped, typesOfPair, withAccount } from '../account/account-session.ts';
import { confirm, declined } from '../account/confirm.ts';
import type { CommandCall } from '../commands.ts';
import { typedCommand } from '../import/next-command.ts';
import { colorsFor } from '../screen/colors.ts';
import { exitCodeFor } from './link-command.ts';
import { unlinkHelp } from './link-flags.ts';
import { type LinkWords, readLinkRow, readLinkWords } from './link-row.ts';
import { describeHeld, type LinkReport, linkDocument, nameOf, renderLink, turned } from './render-link.ts';

/** Runs `hs-assoc unlink`. Rejects with an `HsAssocError` before anything is sent, or with a bug. */
export async function runUnlinkCommand(call: CommandCall): Promise<number> {
  const read = readAccountCall(call, unlinkHelp);
  const words = readLinkWords(read, 'unlink');
  const yes = read.reader.isOn('yes');
  read.reader.finish('unlink');
  const command = typedCommand('unlink', call.argv);
  const use = { options: read.account, environment: call.environment, command, pair: words.pair };
  return withAccount(use, async (account) => {
    const report = await unlink(words, account, yes);
    const colors = colorsFor(process.stdout, call.environment);
    process.stdout.write(read.account.json ? linkDocument(report) : renderLink(report, colors));
    return exitCodeFor(report.outcome, account);
  });
}

async function unlink(words: LinkWords, account: OpenAccount, yes: boolean): Promise<LinkReport> {
  const types = await typesOfPair(account, words.pair);
  const { types: wanted } = readLinkRow(words, types);
  const held = await readLink(words, account);
  throwIfStopped(account);
  const going = held === null ? wanted : goingOf(held, wanted, words.type === null);
  const report = { ends: words, types: going.key };
  if (held !== null && going.types.length === 0) {
    const back = await readLink(turned(words), account);
    return { ...report, types: wanted.key, word: 'absent', outcome: outcome('exists'), there: held, back };
  }
  const takesAll = words.type === null || hasUnlabelled(held ?? [], going);
  const question = takesAll ? describeHeld(held) : describeHeld((held ?? []).filter((one) => isIn(going, one)));
  process.stderr.write(`${nameOf(words)}: ${question}\n`);
  if (takesAll && words.type !== null && (held?.length ?? 0) > 1) {
    process.stderr.write('warning: removing the unlabelled type removes every label of the two records with it\n');
  }
  if (!(await confirm('Remove this?', { yes, what: 'Removing an association' }))) throw declined();
  const { version, context } = account;
  const request = words.type === null ? unlinkRequest(version, words) : unlinkTypesRequest(version, words, going);
  const end = await takeAway(request, context);
  const there = await readLink(words, account);
  const back = await readLink(turned(words), account);
  const isGone = there !== null && !there.some((one) => takesAll || isIn(going, one));
  const result = isGone ? outcome('created', end.word) : there === null ? end.word : end.ifStill;
  return { ...report, word: isGone ? 'removed' : result.status, outcome: result, there, back };
}

/** What of the wanted types there is to take away. */
function goingOf(held: readonly AssociationDefinition[], wanted: TypeSet, all: boolean): TypeSet {
  return heldSet(all ? held : held.filter((one) => isIn(wanted, one)));
}

function isIn(set: TypeSet, definition: AssociationDefinition): boolean {
  const name = definitionName(definition);
  return set.types.some((type) => typeName(type) === name);
}

function hasUnlabelled(held: readonly AssociationDefinition[], going: TypeSet): boolean {
  return held.some((one) => one.label === null && isIn(going, one));
}
