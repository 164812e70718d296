/** Who may call: any bearer token that does not say of itself that it is bad, or exactly the configured one. */
import { correlationIdSlot, jsonReply, type Reply } from './replies.ts';
import type { SandboxSwitches } from './switches.ts';

const bearer = /^Bearer\s+(\S+)$/i;

/**
 * The answer that turns a caller away, or null. A token that contains `expired`, `invalid` or `unscoped` is refused as such, so that
 * a rehearsal can see what a bad token looks like.
 */
export function refuseCaller(
  header: string | undefined,
  token: string | null,
  switches: SandboxSwitches,
): Reply | null {
  const given = header === undefined ? undefined : bearer.exec(header)?.[1];
  if (given === undefined) {
    return unauthorised('INVALID_AUTHENTICATION', 'Authentication credentials not found. This API supports OAuth 2.0.');
  }
  if (given.includes('expired')) {
    return unauthorised('EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired 20705 day(s) ago.');
  }
  if (given.includes('invalid') || (token !== null && given !== token)) {
    return unauthorised('INVALID_AUTHENTICATION', 'The access token is not valid.');
  }
  return given.includes('unscoped') ? forbidden(switches) : null;
}

function unauthorised(category: string, message: string): Reply {
  return jsonReply(401, JSON.stringify({ status: 'error', message, correlationId: correlationIdSlot, category }));
}

/** The 403 of a token whose app lacks scopes. */
export function forbidden(switches: SandboxSwitches): Reply {
  const message =
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes.";
  const scopes = ['crm.objects.contacts.write', 'crm.objects.companies.write'];
  const errors = [
    { message: 'One or more of the following scopes are required.', context: { [switches.scopesContext]: scopes } },
  ];
  const category = 'MISSING_SCOPES';
  return jsonReply(
    403,
    JSON.stringify({ status: 'error', message, correlationId: correlationIdSlot, errors, category }),
  );
}
