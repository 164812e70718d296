/** Words for outcomes that carry none: our own codes, and what the network or a server without words did. */
import type { RowStatus } from '../../core/terms.ts';

const OWN_CODES: Readonly<Record<string, string>> = {
  DRY_RUN: 'A dry run: nothing was sent.',
  RUN_STOPPED: 'The run stopped before this row was sent.',
  STOPPED_UNANSWERED:
    'It may have been sent, but the run stopped before HubSpot answered; sending it again is harmless.',
  ABANDONED: 'Sent, but the run was ended before HubSpot answered; sending it again is harmless.',
  ANSWER_UNREADABLE: 'HubSpot answered with something that is not JSON.',
  EXISTING_UNREADABLE:
    'The labels that the pair has could not be read, so nothing was written that might replace them.',
  TIMEOUT: 'HubSpot did not answer in time.',
  ECONNRESET: 'The connection broke off before an answer came.',
  EPIPE: 'The connection broke off while sending.',
  ECONNREFUSED: 'Nothing listens at that address.',
  ENOTFOUND: 'The name of the server could not be found.',
  EAI_AGAIN: 'The name of the server could not be looked up.',
  ETIMEDOUT: 'No connection could be made in time.',
  CONNECT_TIMEOUT: 'No connection could be made in time.',
  HTTP_423: 'HubSpot had the record locked.',
  HTTP_429: 'HubSpot answered "too many requests".',
  HTTP_477: 'HubSpot is moving this account to another data center.',
};

/** A sentence for a code; empty for a code that says nothing. */
export function wordsForCode(code: string, status: RowStatus): string {
  if (code === '') return '';
  if (code === 'NOT_CONFIRMED') return notConfirmed(status);
  if (code === 'EXISTING_UNREADABLE' && status === 'unknown') return SENT_BEFORE;
  const own = OWN_CODES[code];
  if (own !== undefined) return own;
  const httpStatus = /^HTTP_(\d{3})$/.exec(code)?.[1];
  if (httpStatus === undefined) return `No details were given (${code}).`;
  if (httpStatus.startsWith('5')) return `HubSpot had a fault of its own (HTTP ${httpStatus}).`;
  return `HubSpot refused it without saying why (HTTP ${httpStatus}).`;
}

const SENT_BEFORE =
  'It may have been sent before the run was cut off, and what the pair has could not be read since; sending it again is harmless.';

function notConfirmed(status: RowStatus): string {
  return status === 'unknown'
    ? 'HubSpot answered, but did not mention this row; it may be there, and sending it again is harmless.'
    : 'HubSpot answered, but did not mention this row, and does not have the association.';
}
