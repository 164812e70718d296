/** `hs-assoc link`: makes one association, and shows what HubSpot holds afterwards. */
import { EXIT } from '../../core/errors.ts';
import { exitCodeOf } from '../../core/stops.ts';
import type { Outcome, RowStatus } from '../../core/terms.ts';
import { makeLink, readLink } from '../../pipeline/single-link.ts';
import { readAccountCall } from '../account/account-options.ts';
import type { OpenAccount } from '../account/account-session.ts';
import { typesOfPair, withAccount } from '../account/account-session.ts';
import type { CommandCall } from '../commands.ts';
import { typedCommand } from '../import/next-command.ts';
import { colorsFor } from '../screen/colors.ts';
import { describeStop } from '../wording/stops.ts';
import { linkHelp } from './link-flags.ts';
import { type LinkWords, readLinkRow, readLinkWords } from './link-row.ts';
import { type LinkReport, linkDocument, renderLink, turned } from './render-link.ts';

/** Runs `hs-assoc link`. Rejects with an `HsAssocError` before anything is sent, or with a bug. */
export async function runLinkCommand(call: CommandCall): Promise<number> {
  const read = readAccountCall(call, linkHelp);
  const words = readLinkWords(read, 'link');
  const existing = read.reader.choice('existing', ['keep', 'replace']);
  read.reader.finish('link');
  const command = typedCommand('link', call.argv);
  const use = { options: read.account, environment: call.environment, command, pair: words.pair };
  return withAccount(use, async (account) => {
    const report = await link(words, account, existing !== 'replace');
    const colors = colorsFor(process.stdout, call.environment);
    process.stdout.write(read.account.json ? linkDocument(report) : renderLink(report, colors));
    return exitCodeFor(report.outcome, account);
  });
}

async function link(words: LinkWords, account: OpenAccount, keeps: boolean): Promise<LinkReport> {
  const types = await typesOfPair(account, words.pair);
  const row = readLinkRow(words, types);
  const outcome = await makeLink(row, { ...account, types, keeps });
  const there = await readLink(words, account);
  const back = await readLink(turned(words), account);
  return { ends: words, word: outcome.status, outcome, types: (row.sent ?? row.types).key, there, back };
}

const EXIT_CODES: Readonly<Record<RowStatus, number>> = {
  created: EXIT.ok,
  exists: EXIT.ok,
  duplicate: EXIT.ok,
  invalid: EXIT.usage,
  rejected: EXIT.rowsNeedAHand,
  failed: EXIT.resumable,
  unknown: EXIT.resumable,
  not_sent: EXIT.resumable,
};

/** The exit code of an import of this one row; what stopped the command is said on stderr. */
export function exitCodeFor({ status }: Pick<Outcome, 'status'>, { context }: OpenAccount): number {
  const { reason } = context.stopper;
  if (reason === null) return EXIT_CODES[status];
  process.stderr.write(`stopped: ${describeStop(reason)}\n`);
  return exitCodeOf(reason);
}
