/** `hs-assoc limits list`: the configured limits of a pair in both directions, or those of the account. */
import { definitionName } from '../../core/association-types.ts';
import { EXIT, HsAssocError } from '../../core/errors.ts';
import type { ConfiguredLimit } from '../../core/limit-endpoints.ts';
import { limitsRequest, readLimits } from '../../core/limit-endpoints.ts';
import type { ObjectPair } from '../../core/terms.ts';
import { pairName } from '../../core/terms.ts';
import { exchange } from '../../pipeline/exchange.ts';
import {
  type AccountUse,
  type OpenAccount,
  throwIfStopped,
  typesOfPair,
  withAccount,
} from '../account/account-session.ts';
import type { Colors } from '../screen/colors.ts';
import { colorsFor } from '../screen/colors.ts';
import { count, oneLine } from '../wording/numbers.ts';
import { renderTable } from '../wording/table.ts';

interface Listing {
  /** Null for the whole account, whose list does not tell the object types. */
  readonly pair: ObjectPair | null;
  readonly limits: readonly ConfiguredLimit[];
}

/** Lists limits. `pair`: null for the whole account. */
export async function listLimits(pair: ObjectPair | null, use: AccountUse): Promise<number> {
  const listings = await withAccount(use, async (account) => {
    if (pair === null) return [{ pair, limits: await fetchLimits('all', account) }];
    await typesOfPair(account, pair);
    const back = { from: pair.to, to: pair.from };
    const pairs = pair.from === pair.to ? [pair] : [pair, back];
    const found: Listing[] = [];
    for (const one of pairs) found.push({ pair: one, limits: await fetchLimits(one, account) });
    return found;
  });
  const colors = colorsFor(process.stdout, use.environment);
  process.stdout.write(
    use.options.json ? limitsDocument(listings) : listings.map((one) => render(one, colors)).join('\n'),
  );
  return EXIT.ok;
}

async function fetchLimits(pair: ObjectPair | 'all', account: OpenAccount): Promise<readonly ConfiguredLimit[]> {
  const end = await exchange(limitsRequest(account.version, pair), account.context);
  throwIfStopped(account);
  if (end.kind === 'answered') return readLimits(end.reply.body).filter(({ max }) => max !== null);
  const where = pair === 'all' ? 'of the account' : pairName(pair);
  const why = end.kind === 'stopped' ? 'stopped' : end.kind === 'refused' ? end.reply.error.message : end.reply.code;
  throw new HsAssocError('LIMITS_UNREADABLE', {
    message: `the limits ${where} cannot be read: ${why}`,
    exitCode: end.kind === 'refused' ? EXIT.rowsNeedAHand : EXIT.resumable,
  });
}

function render({ pair, limits }: Listing, colors: Colors): string {
  const title = colors.bold(pair === null ? 'All limits of the account' : `${pair.from} → ${pair.to}`);
  if (limits.length === 0) return `${title}\n  no limits\n`;
  const rows = limits.map(({ definition, max }) => [
    definitionName(definition),
    definition.label === null ? '(unlabelled)' : oneLine(definition.label, 60),
    max === null ? '' : count(max),
  ]);
  return `${title}\n${renderTable(['TYPE', 'LABEL', 'AT MOST'], rows, colors)}`;
}

function limitsDocument(listings: readonly Listing[]): string {
  const directions = listings.map(({ pair, limits }) => ({
    from: pair?.from ?? null,
    to: pair?.to ?? null,
    limits: limits.map(({ definition, max }) => ({ ...definition, max })),
  }));
  return `${JSON.stringify({ schemaVersion: 1, directions }, null, 2)}\n`;
}
