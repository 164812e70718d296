/**
 * Which account the token belongs to: a run that began in one account must not go on in another. It is asked once in a
 * sitting at most, and only where that is of use; an account that HubSpot does not tell is not known, and stops nothing.
 */

import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import { type AccountFacts, accountRequest, readAccountFacts } from '../../core/account-endpoints.ts';
import type { Dispatcher } from '../../core/ports.ts';
import type { StopReason } from '../../core/stops.ts';
import { exchange } from '../../pipeline/exchange.ts';
import { Stopper } from '../../pipeline/stopper.ts';
import type { Connection } from '../connection.ts';
import { otherAccountError } from '../wording/other-account.ts';
import type { ImportSettings } from './import-settings.ts';

/** The run that the token is for. */
export interface TokenAccountParts {
  readonly settings: ImportSettings;
  /** How the sitting before ended; null in the first one. */
  readonly earlier: { readonly settings: ImportSettings } | null;
  readonly directory: RunDirectory;
  /** Where the input is: the file, or the copy that was kept of a pipe. */
  readonly inputPath: string;
  /** `portalId`: what the sittings before know, and what is learned here; null until it is known. */
  readonly account: { portalId: string | null; readonly canResume: boolean };
}

const LONGEST_WAIT_MS = 3_000;
/** From so many requests on a run is asked about while it goes on: it may be killed, and this is one more in a hundred. */
const MANY_REQUESTS = 100;
/** Stops after which HubSpot has no reason not to answer, and nobody minds one more request. */
const ASKED_AFTER: ReadonlySet<StopReason['kind']> = new Set([
  'forbidden',
  'interrupted',
  'maxDuration',
  'maxErrors',
  'sharedRefusal',
]);

/** Asks for the account behind the token. */
export class TokenAccount {
  readonly #connection: Connection;
  readonly #parts: TokenAccountParts;
  /** The run's own lets nothing start any more once it has stopped. */
  readonly #stopper = new Stopper();
  #asked: Promise<AccountFacts | null> | null = null;

  constructor(connection: Connection, parts: TokenAccountParts) {
    this.#connection = connection;
    this.#parts = parts;
    connection.context.stopper.hard.addEventListener('abort', () => this.#giveUp(), { once: true });
  }

  /** Before a run is taken up again: throws an `HsAssocError` (exit 2) when it went to another account, as far as known. */
  async assertSame(): Promise<void> {
    const { settings, earlier, directory, inputPath, account } = this.#parts;
    if (settings.sandbox) return;
    const known = account.portalId;
    const asked = this.#ask(this.#connection.context.dispatcher);
    if (known === null) return;
    const portalId = (await asked)?.portalId ?? '';
    if (portalId === '' || portalId === known) return;
    const before = earlier?.settings ?? settings;
    throw otherAccountError({ path: directory.path, inputPath, settings, before, known, portalId });
  }

  /** Asks while the run goes on, if so many requests are expected; null: nobody knows how many. */
  askAhead(requests: number | null): void {
    if (requests !== null && requests >= MANY_REQUESTS && this.#isOfUse)
      void this.#ask(this.#connection.context.dispatcher);
  }

  /** The reason for which the run stopped, with the account's time zone where that decides when it can go on. */
  async afterStop(reason: StopReason | null): Promise<StopReason | null> {
    const isAsked = reason?.kind === 'dailyLimit' || (reason !== null && ASKED_AFTER.has(reason.kind) && this.#isOfUse);
    if (!isAsked) return this.end().then(() => reason);
    // Of a day that is used up nothing can be kept for others.
    const timeZone = (await this.#ask(this.#connection.dispatcher))?.timeZone ?? '';
    return reason.kind === 'dailyLimit' && timeZone !== '' ? { ...reason, timeZone } : reason;
  }

  /** Waits for no answer any more. */
  async end(): Promise<void> {
    this.#giveUp();
    await this.#asked;
  }

  get #isOfUse(): boolean {
    const { settings, account } = this.#parts;
    return account.portalId === null && account.canResume && !settings.sandbox && !settings.dryRun;
  }

  #ask(dispatcher: Dispatcher): Promise<AccountFacts | null> {
    this.#asked ??= this.#askOnce(dispatcher);
    return this.#asked;
  }

  async #askOnce(dispatcher: Dispatcher): Promise<AccountFacts | null> {
    const { context } = this.#connection;
    const timer = setTimeout(() => this.#giveUp(), LONGEST_WAIT_MS);
    const policy = { ...context.policy, maxAttempts: 1, maxThrottles: 0 };
    const end = await exchange(accountRequest(), { ...context, dispatcher, policy, stopper: this.#stopper });
    clearTimeout(timer);
    if (end.kind !== 'answered') return null;
    const facts = readAccountFacts(end.reply.body);
    if (facts.portalId !== '') this.#parts.account.portalId ??= facts.portalId;
    return facts;
  }

  #giveUp(): void {
    this.#stopper.stop({ kind: 'maxDuration', limitMs: LONGEST_WAIT_MS });
    this.#stopper.abandon();
  }
}
