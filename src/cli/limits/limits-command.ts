/** `hs-assoc limits`: finds out which of its three verbs is meant. */
import { type AccountCall, checkWords, readAccountCall, readPair } from '../account/account-options.ts';
import type { AccountUse } from '../account/account-session.ts';
import type { CommandCall } from '../commands.ts';
import { readInputFormat } from '../import/import-options.ts';
import { typedCommand } from '../import/next-command.ts';
import { quoted } from '../wording/numbers.ts';
import { changeLimit } from './change-limit.ts';
import { changeLimitsOfFile } from './change-limits-of-file.ts';
import { limitsHelp } from './limits-flags.ts';
import { listLimits } from './list-limits.ts';

const EXAMPLE = 'hs-assoc limits list contacts companies';

/** Runs `hs-assoc limits`. Rejects with an `HsAssocError` or a bug. */
export async function runLimitsCommand(call: CommandCall): Promise<number> {
  const read = readAccountCall(call, limitsHelp);
  const [verb = '', ...words] = read.positionals;
  if (verb === 'list') return list({ ...read, positionals: words }, call);
  if (verb === 'set' || verb === 'clear') return change(verb, { ...read, positionals: words }, call);
  const message =
    verb === ''
      ? 'Which? limits list, limits set or limits clear'
      : `limits ${quoted(verb)}: there are list, set and clear`;
  if (!read.hasUnknown) read.reader.complain({ code: 'ARGUMENT_MISSING', message, hint: EXAMPLE });
  read.reader.finish('limits');
  return list(read, call);
}

function list(read: AccountCall, call: CommandCall): Promise<number> {
  const [from, to] = read.positionals;
  if (read.positionals.length > 0) checkWords(read, ['from', 'to'], EXAMPLE);
  const pair = from === undefined ? null : readPair(read.reader, from, to);
  read.reader.finish('limits');
  return listLimits(pair, { ...useOf(read, call), pair });
}

function change(verb: 'set' | 'clear', read: AccountCall, call: CommandCall): Promise<number> {
  const { reader, positionals } = read;
  const format = readInputFormat(reader);
  const where = { runsDir: reader.text('runs-dir') ?? 'runs', out: reader.text('out') };
  const [from = '', to = '', type = '', max = ''] = positionals;
  if (positionals.length === 1) {
    reader.finish('limits');
    return changeLimitsOfFile(verb, { file: from, ...format, ...where }, useOf(read, call));
  }
  const names = ['from', 'to', 'type', ...(verb === 'set' ? ['max'] : [])];
  const example = `hs-assoc limits ${verb} companies contacts "Decision maker"${verb === 'set' ? ' 1' : ''}`;
  checkWords(read, positionals.length === 0 ? ['file.csv'] : names, example);
  const pair = readPair(reader, from, to);
  reader.finish('limits');
  return changeLimit(verb, { from, to, type, max: verb === 'set' ? max : null }, { ...useOf(read, call), pair });
}

function useOf(read: AccountCall, call: CommandCall): AccountUse {
  const command = typedCommand('limits', call.argv);
  return { options: read.account, environment: call.environment, command, pair: null };
}
