/** One limit from the command line: judged as a row of a file, without a run directory. */
import { HsAssocError } from '../../core/errors.ts';
import type { LimitTexts } from '../../core/limit-rows.ts';
import { readLimitRow } from '../../core/limit-rows.ts';
import { messageOf, outcome } from '../../core/outcomes.ts';
import { RecordOrigin } from '../../core/record-origin.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { LimitVerb } from '../../pipeline/limit-delivery.ts';
import { deliverLimits } from '../../pipeline/limit-delivery.ts';
import { type AccountUse, typesOfPair, withAccount } from '../account/account-session.ts';
import { exitCodeFor } from '../link/link-command.ts';
import { colorsFor } from '../screen/colors.ts';
import { distance } from '../text-distance.ts';
import { wordsForCode } from '../wording/outcomes.ts';
import { describeProblems } from '../wording/row-problems.ts';

/** Sets or clears one limit, and says so. */
export async function changeLimit(verb: LimitVerb, texts: LimitTexts, use: AccountUse): Promise<number> {
  return withAccount(use, async (account) => {
    const { pair } = use;
    if (pair !== null) await typesOfPair(account, pair);
    const { directory } = account;
    const reading = { typesOf: directory.knownTypesOf, describe: describeProblems, distance };
    const row = readLimitRow(texts, { number: 1, origin: RecordOrigin.of([], 1) }, reading);
    if (row.outcome !== null) {
      const { from, to } = row.pair;
      const hint =
        row.outcome.code === 'MAX_NOT_A_NUMBER'
          ? `hs-assoc limits set ${from} ${to} ${shellWord(texts.type)} 1`
          : `see the types there are: hs-assoc labels ${from} ${to}`;
      throw new HsAssocError(row.outcome.code, { message: row.outcome.message, hint });
    }
    await deliverLimits([row], verb, account);
    const word = row.outcome ?? outcome('not_sent', { code: 'RUN_STOPPED' });
    const { status, code, httpStatus, correlationId } = word;
    const message = messageOf(word, wordsForCode);
    if (use.options.json) {
      const facts = { status, code, message, httpStatus, correlationId };
      const { from, to } = row.pair;
      process.stdout.write(
        `${JSON.stringify({ schemaVersion: 1, ...facts, from, to, type: row.types.key, max: row.max }, null, 2)}\n`,
      );
    } else {
      const isGood = status === 'created' || status === 'exists';
      const colors = colorsFor(process.stdout, use.environment);
      const title = status === 'created' ? (verb === 'set' ? 'set' : 'cleared') : status.replace('_', ' ');
      const head = (isGood ? colors.green : colors.red)(colors.bold(title));
      const trace =
        isGood || correlationId === '' ? '' : ` [HTTP ${httpStatus ?? 'none'}, correlation id ${correlationId}]`;
      process.stdout.write(`${head}  ${row.pair.from} → ${row.pair.to} ${row.types.key}: ${message}${trace}\n`);
    }
    return exitCodeFor(word, account);
  });
}
