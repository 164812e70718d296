/** Why a run stopped, in words. What is already done and the command to type next are the summary's to add. */
import type { ApiError } from '../../core/api-error.ts';
import { requiredScopes } from '../../core/api-error.ts';
import type { StopReason } from '../../core/stops.ts';
import { nextMidnight } from './midnight.ts';
import { count, counted, duration, either, oneLine } from './numbers.ts';
import { whereToFindTokens } from './tokens.ts';

/** What happened, why, and what has to change: one to three sentences. `now`: what the next midnight is reckoned from. */
export function describeStop(reason: StopReason, now = new Date()): string {
  switch (reason.kind) {
    case 'authentication':
      return authentication(reason.error) + trace(reason.correlationId);
    case 'forbidden':
      return forbidden(reason.error) + trace(reason.correlationId);
    case 'dailyLimit':
      return `The account's requests for today are used up. HubSpot counts anew at ${resetOf(reason.timeZone, now)}.${trace(reason.correlationId)}`;
    case 'throttled':
      return `HubSpot kept answering "too many requests"${waits(reason.retryAfterMs)}. Another program may be using the same allowance; a lower --rate leaves room for it.`;
    case 'migrating':
      return `HubSpot is moving this account to another data center${waits(reason.retryAfterMs)}. Nothing can be written meanwhile.`;
    case 'outage':
      return outage(reason);
    case 'notConfirmed':
      return `${said(reason.message)}. Try again later.`;
    case 'sharedRefusal':
      return sharedRefusal(reason);
    case 'interrupted':
      return INTERRUPTIONS[reason.signal];
    case 'lockLost':
      return 'Another process took this run over, as happens when this machine slept for long. Nothing more was written here.';
    case 'maxErrors':
      // Rows under way are waited for, and may bring more errors than those that stopped the run.
      return `${count(reason.errors)} of ${counted(reason.rows, 'row')} ${reason.errors === 1 ? 'needs' : 'need'} a hand, more than --max-errors ${reason.limit} allows.`;
    case 'maxDuration':
      return `The time of --max-duration (${duration(reason.limitMs)}) is over.`;
    case 'reserveDaily':
      return `Only ${count(reason.remaining)} requests of today are left, and ${count(reason.reserve)} are reserved for others.`;
    case 'fileBroken':
      return `The file cannot be read on: ${said(reason.message)} (${reason.code}). ${fileAdvice(reason.code)}`;
    case 'outputFailed':
      return `${said(reason.message)} (${reason.code}). ${outputAdvice(reason.code)}`;
    case 'callWrong':
      return `${said(reason.message)}. When that is mended, hs-assoc resume goes on.`;
    case 'bug':
      return `${said(reason.message)}. This is a bug in hs-assoc, not a mistake of yours: please report it.`;
  }
}

const INTERRUPTIONS = {
  SIGINT: 'Interrupted from the keyboard.',
  SIGTERM: 'Ended by another program (SIGTERM).',
  SIGHUP: 'Its terminal was closed (SIGHUP).',
} as const;

function resetOf(timeZone: string | undefined, now: Date): string {
  const midnight = timeZone === undefined ? null : nextMidnight(timeZone, now);
  if (timeZone === undefined || midnight === null) return "midnight in the account's time zone";
  return `midnight in ${oneLine(timeZone, 40)}, ${midnight.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function authentication({ message }: ApiError): string {
  const expiredDays = /expired (\d+) day/.exec(message)?.[1];
  // HubSpot reads a text that is no token as one that expired at the beginning of time.
  if (expiredDays !== undefined && Number(expiredDays) > 10_000) {
    return `HubSpot does not take the token for one of its own. Copy it again, all of it: ${whereToFindTokens()}`;
  }
  const words = message === '' ? '' : ` (${said(message)})`;
  return `HubSpot does not accept the token${words}. It may be wrong, expired, rotated or deleted: ${whereToFindTokens()}`;
}

function forbidden(error: ApiError): string {
  const scopes = requiredScopes(error);
  if (scopes.length > 0) {
    return `The token lacks a scope. HubSpot asks for ${either(scopes)}: add it to the key or app that the token belongs to.`;
  }
  const words = error.message === '' ? '' : ` (${said(error.message)})`;
  return `The token may not do this${words}. Check its scopes, and the permissions of the user who made it.`;
}

function sharedRefusal({ code, error, pair }: Extract<StopReason, { kind: 'sharedRefusal' }>): string {
  const words = error.message === '' ? code : `${said(error.message)} (${code})`;
  return `HubSpot refuses all rows of ${pair} for the same reason: ${words}.${trace(error.correlationId)}`;
}

function waits(retryAfterMs: number | null): string {
  return retryAfterMs === null ? '' : `, and asks to wait ${duration(retryAfterMs)}`;
}

function outage({ code, message, retryAfterMs = null }: Extract<StopReason, { kind: 'outage' }>): string {
  if (retryAfterMs !== null) {
    const words = message === '' ? code : `${said(message)} (${code})`;
    return `HubSpot takes nothing now${waits(retryAfterMs)}: ${words}. ${outageAdvice(code)}`;
  }
  const what = isUntrusted(code) ? 'There is no safe connection to HubSpot' : 'HubSpot does not answer';
  return `${what} (${code}${message === '' ? '' : `: ${said(message)}`}). ${outageAdvice(code)}`;
}

/** Node's codes for certificates and what else TLS may stumble over. */
function isUntrusted(code: string): boolean {
  return /CERT|TLS|SIGNED|SIGNATURE/.test(code);
}

function outageAdvice(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Check the network, the DNS and --base-url.';
  if (code === 'CONNECT_TIMEOUT') return 'Nothing answers there: check the network, --base-url and the proxy.';
  if (code === 'ECONNREFUSED') return 'Nothing listens there: check --base-url and the proxy.';
  if (code === 'PROXY_FAILED')
    return 'Check the proxy: https_proxy (written like http://proxy.example.com:8080), http_proxy, all_proxy and no_proxy.';
  if (/^HTTP_3/.test(code)) {
    return 'Something else answers in its place: check --base-url, the proxy, and whether this network asks for a login.';
  }
  if (isUntrusted(code)) {
    return "The certificate is not trusted; behind a company's proxy, point NODE_EXTRA_CA_CERTS to its certificate.";
  }
  return 'See status.hubspot.com, and try again later.';
}

/** A pipe, or a file that was changed: what was wrong with it from the start is told before anything is sent. */
function fileAdvice(code: string): string {
  if (code === 'FILE_NOT_UTF8') {
    return 'Import all of it again with --encoding windows-1252 (or what it is in), or as "CSV UTF-8".';
  }
  if (code === 'FILE_CHANGED') return 'Wait until it is complete, and import all of it again.';
  return 'Mend it, and import all of it again.';
}

function outputAdvice(code: string): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'Make room on the disk.';
  if (code === 'EFBIG') return 'Raise the limit.';
  if (code === 'ENOENT') return 'Something removed it while the run was under way.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'Check the permissions of the directory.';
  return 'Check the disk.';
}

function trace(correlationId: string): string {
  return correlationId === '' ? '' : ` [correlation id ${correlationId}]`;
}

const LONGEST_QUOTE = 300;

/** What HubSpot or the system said, on one line and without its last full stop. */
function said(text: string): string {
  return oneLine(text, LONGEST_QUOTE).replace(/\.$/, '');
}
