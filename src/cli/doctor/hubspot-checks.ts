/** What HubSpot itself tells: whether it can be reached, which account this is, its allowance, the time, and the scopes. */

import { accountRequest, readAccountFacts } from '../../core/account-endpoints.ts';
import { requiredScopes } from '../../core/api-error.ts';
import { readDefinitions } from '../../core/batch-answer.ts';
import type { HubSpotRequest } from '../../core/endpoints.ts';
import { labelsRequest } from '../../core/endpoints.ts';
import type { Reply } from '../../core/replies.ts';
import { readAllowance } from '../../core/replies.ts';
import type { StopReason } from '../../core/stops.ts';
import type { ObjectPair } from '../../core/terms.ts';
import { exchange } from '../../pipeline/exchange.ts';
import { Stopper } from '../../pipeline/stopper.ts';
import type { OpenAccount } from '../account/account-session.ts';
import { count, duration } from '../wording/numbers.ts';
import { describeStop } from '../wording/stops.ts';
import { scopesFor } from '../wording/tokens.ts';
import { type Check, ok, trouble } from './check.ts';

/** Patience: a person waits for the answer. */
const MAX_ATTEMPTS = 2;

interface Asked {
  /** Null when it was refused for the account as a whole, or not at all. */
  readonly reply: Exclude<Reply, { kind: 'fatal' }> | null;
  readonly stop: StopReason | null;
  readonly elapsedMs: number;
}

/** Each question has brakes of its own: a missing scope must not keep the others from being asked. */
async function ask(request: HubSpotRequest, { context }: OpenAccount): Promise<Asked> {
  const stopper = new Stopper();
  const giveUp = (): void => {
    stopper.stop({ kind: 'interrupted', signal: 'SIGINT' });
    stopper.abandon();
  };
  context.stopper.soft.addEventListener('abort', giveUp, { once: true });
  if (context.stopper.stopped) giveUp();
  const policy = {
    ...context.policy,
    maxAttempts: Math.min(MAX_ATTEMPTS, context.policy.maxAttempts),
    maxThrottles: MAX_ATTEMPTS,
  };
  const startedMs = context.clock.nowMs();
  const end = await exchange(request, { ...context, stopper, policy });
  context.stopper.soft.removeEventListener('abort', giveUp);
  const elapsedMs = context.clock.nowMs() - startedMs;
  return { reply: end.kind === 'stopped' ? null : end.reply, stop: stopper.reason, elapsedMs };
}

/** Reachability, account, allowance and clock: all from one answer. `nowMs`: milliseconds since the epoch. */
export async function checkAccount(account: OpenAccount, nowMs: () => number): Promise<readonly Check[]> {
  const { reply, stop, elapsedMs } = await ask(accountRequest(), account);
  if (stop !== null) return [stopped('account', stop)];
  if (reply === null || reply.kind === 'retryable') {
    const code = reply?.code ?? 'NO_ANSWER';
    const message = describeStop({ kind: 'outage', code, message: reply?.message ?? '' });
    return [trouble('reach', 'unreachable', message, 'Mend the way to HubSpot, then call the doctor again.')];
  }
  const reach = ok('reach', `HubSpot answered in ${Math.round(elapsedMs)} ms`);
  const clock = clockCheck(reply.headers.date, nowMs());
  const more = [...allowanceCheck(reply), ...(clock === null ? [] : [clock])];
  if (reply.kind === 'refused') {
    const message = `HubSpot does not tell which account this is (HTTP ${reply.httpStatus})`;
    return [
      reach,
      trouble('account', 'warn', message, 'Make sure in HubSpot that the token belongs to the right account.'),
      ...more,
    ];
  }
  return [reach, accountCheck(reply.body), ...more];
}

const ACCOUNT_TYPES: Readonly<Record<string, string>> = {
  STANDARD: 'a production account',
  SANDBOX: 'a sandbox account',
  DEVELOPER_TEST: 'a developer test account',
  APP_DEVELOPER: 'an app developer account',
};

function accountCheck(body: unknown): Check {
  const { portalId, accountType, timeZone } = readAccountFacts(body);
  const kind = ACCOUNT_TYPES[accountType] ?? `an account of type ${accountType || 'unknown'}`;
  const message = `${portalId || 'no portal id'}, ${kind}, ${timeZone || 'no time zone'}: the day's requests are counted anew at midnight there`;
  return ok('account', message);
}

const LOW_SHARE = 0.1;

function allowanceCheck({ headers }: Pick<Reply, 'headers'>): readonly Check[] {
  const { max, intervalMs, dailyMax, dailyRemaining } = readAllowance(headers);
  if (max === null) return [];
  const day =
    dailyMax === null || dailyRemaining === null ? '' : `, ${count(dailyRemaining)} of ${count(dailyMax)} left today`;
  const message = `${count(max)} requests in ${duration(intervalMs ?? 10_000)}${day}`;
  const isLow = dailyMax !== null && dailyRemaining !== null && dailyRemaining < dailyMax * LOW_SHARE;
  return [
    isLow
      ? trouble(
          'allowance',
          'warn',
          message,
          'One request carries up to 2,000 rows; import after midnight if that is not enough.',
        )
      : ok('allowance', message),
  ];
}

/** A header of whole seconds, and the way of the answer. */
const SKEW_TOLERATED_MS = 30_000;

function clockCheck(date: string | undefined, nowMs: number): Check | null {
  const skewMs = nowMs - Date.parse(date ?? '');
  if (!Number.isFinite(skewMs)) return null;
  if (Math.abs(skewMs) <= SKEW_TOLERATED_MS) return ok('clock', 'agrees with HubSpot');
  const message = `this machine is ${duration(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'} HubSpot`;
  return trouble('clock', 'warn', message, 'Set the clock (NTP): names and times of runs would mislead.');
}

/** Whether the token may see the object types of a pair, by trying. */
export async function checkScopes(account: OpenAccount, pair: ObjectPair): Promise<Check> {
  const { reply, stop } = await ask(labelsRequest(account.version, pair), account);
  const name = `${pair.from} → ${pair.to}`;
  const needed = scopesFor(pair.from, pair.to).join(', ');
  if (stop?.kind === 'forbidden') {
    const scopes = requiredScopes(stop.error);
    const message = `${name}: the token may not see them${scopes.length === 0 ? '' : `; HubSpot asks for ${scopes.join(', ')}`}`;
    return trouble(
      'scopes',
      'refused',
      message,
      `Add the scopes to the key or app that the token belongs to: ${needed}`,
    );
  }
  if (stop !== null) return stopped('scopes', stop);
  if (reply?.kind === 'refused') {
    const message = `${name}: ${reply.error.message || reply.code} (HTTP ${reply.httpStatus})`;
    return trouble(
      'scopes',
      'fail',
      message,
      'Name the object types as HubSpot does: contacts, 0-3, 2-1234567, p_vendor.',
    );
  }
  if (reply === null || reply.kind === 'retryable') {
    const message = `${name}: no answer (${reply?.code ?? 'NO_ANSWER'})`;
    return trouble('scopes', 'unreachable', message, 'Call the doctor again.');
  }
  const types = readDefinitions(reply.body).length;
  return ok(
    'scopes',
    `${name}: ${count(types)} association types can be read; writing is not tried, and needs ${needed}`,
  );
}

function stopped(name: string, stop: StopReason): Check {
  const what = describeStop(stop);
  switch (stop.kind) {
    case 'authentication':
    case 'forbidden':
      return trouble(name, 'refused', what, 'Mend the token, then call the doctor again.');
    default:
      return trouble(name, 'unreachable', what, 'Call the doctor again later.');
  }
}
