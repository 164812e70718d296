/** HubSpot's call that tells which account a token belongs to. */
import type { HubSpotRequest } from './endpoints.ts';
import { asId, asObject, asText } from './json.ts';

/** Endpoint O: the account behind the token. It has a version of its own. */
export function accountRequest(): HubSpotRequest {
  return { method: 'GET', path: '/account-info/2026-09/details', body: null, purpose: 'account' };
}

/** An account; texts are empty where HubSpot does not tell. */
export interface AccountFacts {
  readonly portalId: string;
  /** `STANDARD`, `DEVELOPER_TEST`, `SANDBOX`, `APP_DEVELOPER`, … */
  readonly accountType: string;
  readonly timeZone: string;
}

/** Reads the answer. */
export function readAccountFacts(body: unknown): AccountFacts {
  const fields = asObject(body) ?? {};
  return {
    portalId: asId(fields.portalId) ?? '',
    accountType: asText(fields.accountType),
    timeZone: asText(fields.timeZone),
  };
}
