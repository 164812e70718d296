/** A connection to HubSpot for one command: the same pace, retries and stops as an import has. */
import { openRunLog } from '../../adapters/run/run-log.ts';
import type { PairTypes } from '../../core/association-types.ts';
import type { ApiVersion } from '../../core/endpoints.ts';
import { HsAssocError } from '../../core/errors.ts';
import { DEFAULT_RETRY_POLICY } from '../../core/retry.ts';
import { exitCodeOf } from '../../core/stops.ts';
import type { ObjectPair } from '../../core/terms.ts';
import { pairName } from '../../core/terms.ts';
import type { ExchangeContext } from '../../pipeline/exchange.ts';
import { PairDirectory } from '../../pipeline/pair-directory.ts';
import { Stopper } from '../../pipeline/stopper.ts';
import { RequestTally } from '../../pipeline/tally.ts';
import { connect, SANDBOX_TOKEN } from '../connection.ts';
import { loadAll } from '../import/check-types.ts';
import { DEFAULT_BASE_URL } from '../import/import-settings.ts';
import { findToken, unencryptedWarning } from '../options/token.ts';
import { createLogEcho } from '../screen/log-echo.ts';
import { watchSignals } from '../signals.ts';
import { describeStop } from '../wording/stops.ts';
import type { AccountOptions } from './account-options.ts';

/** HubSpot, reached. */
export interface OpenAccount {
  readonly context: ExchangeContext;
  readonly version: ApiVersion;
  /** Knows both directions of each pair. */
  readonly directory: PairDirectory;
}

/** What a connection is opened for. */
export interface AccountUse {
  readonly options: AccountOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The command as typed, for messages. */
  readonly command: string;
  /** The object types it is about, for the scopes that a token needs. */
  readonly pair: ObjectPair | null;
  /** Where requests are logged; null: nowhere. */
  readonly logPath?: string | null;
}

/** Opens the connection, does the job, and lets go of everything. A job looks at the stopper for itself. */
export async function withAccount<Result>(
  use: AccountUse,
  job: (account: OpenAccount) => Promise<Result>,
): Promise<Result> {
  const { options, logPath = null } = use;
  const stopper = new Stopper();
  const token = tokenFor(use);
  const sandbox = options.sandbox ? await (await import('../../sandbox/server.ts')).startSandbox() : null;
  const echo = options.verbose ? createLogEcho(say) : null;
  const log = openRunLog(logPath === null ? [] : [logPath], { echo });
  const connection = connect(
    { ...options, baseUrl: sandbox?.url ?? options.baseUrl, retryPolicy: DEFAULT_RETRY_POLICY },
    { token, stopper, tally: new RequestTally(), log },
  );
  const { context } = connection;
  const version = options.apiVersion;
  const unwatch = watchSignals({ stop: (reason) => stopper.stop(reason), abandon: () => stopper.abandon() }, say);
  try {
    return await job({ context, version, directory: new PairDirectory(context, { version, bothDirections: true }) });
  } finally {
    unwatch();
    await connection.close();
    await log.close();
    await sandbox?.close();
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function tokenFor({ options, environment, command, pair }: AccountUse): string {
  if (options.sandbox) return SANDBOX_TOKEN;
  const search = {
    tokenFile: options.tokenFile,
    environment,
    command,
    canRehearse: options.baseUrl === DEFAULT_BASE_URL,
    from: pair?.from ?? null,
    to: pair?.to ?? null,
  };
  const { token, warning } = findToken(search);
  for (const text of [warning, unencryptedWarning(options.baseUrl)]) if (text !== null) say(`note: ${text}`);
  return token;
}

/** Throws what stopped the command, if anything did. */
export function throwIfStopped({ context }: OpenAccount): void {
  const { reason } = context.stopper;
  if (reason === null) return;
  const code = reason.kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  throw new HsAssocError(code, { message: describeStop(reason), exitCode: exitCodeOf(reason) });
}

/** The types of a pair in both directions. Throws an `HsAssocError` for a pair that HubSpot does not know. */
export async function typesOfPair(account: OpenAccount, pair: ObjectPair): Promise<PairTypes> {
  await loadAll(new Map([[pairName(pair), { pair, row: 0 }]]), account.directory);
  throwIfStopped(account);
  return account.directory.knownTypesOf(pair);
}
