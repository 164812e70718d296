/** What HubSpot, or the proxy before it, says with a status when a fault gives no body of its own. */
import { forbidden } from './authentication.ts';
import type { Fault } from './faults.ts';
import { throttledReply } from './rate-limit.ts';
import { correlationIdSlot, jsonReply, type Reply } from './replies.ts';
import type { SandboxSwitches } from './switches.ts';

const messages: Readonly<Record<number, readonly [category: string, message: string]>> = {
  400: ['VALIDATION_ERROR', 'Invalid input'],
  401: ['EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired 20705 day(s) ago.'],
  404: ['OBJECT_NOT_FOUND', 'resource not found'],
  413: ['VALIDATION_ERROR', 'Request body is too large'],
  423: ['LOCKED', 'The resource is locked, try again in 2 seconds'],
  477: ['MIGRATION_IN_PROGRESS', 'This account is being migrated'],
  500: ['INTERNAL_ERROR', 'internal error'],
};

/** The answer a fault gives in place of the real one, or null when it gives none. */
export function faultReply(fault: Fault, switches: SandboxSwitches): Reply | null {
  if (fault.status === undefined && fault.body === undefined) return null;
  const status = fault.status ?? 200;
  if (fault.body === undefined) return spokenReply(status, switches);
  if (typeof fault.body !== 'string') return jsonReply(status, JSON.stringify(fault.body));
  const looksLikeJson = /^\s*[[{]/.test(fault.body);
  return looksLikeJson ? jsonReply(status, fault.body) : htmlReply(status, fault.body);
}

function spokenReply(status: number, switches: SandboxSwitches): Reply {
  if (status === 429) return throttledReply('TEN_SECONDLY_ROLLING', switches);
  if (status === 403) return forbidden(switches);
  if (status === 204) return jsonReply(204, null);
  const known = messages[status];
  if (known === undefined) {
    // 502, 503, 504 and 521 to 526 come from the proxy, which speaks HTML.
    if (status > 500)
      return htmlReply(status, `<html><head><title>${status}</title></head><body>${status}</body></html>`);
    return jsonReply(
      status,
      status < 300 ? '{}' : JSON.stringify({ status: 'error', correlationId: correlationIdSlot }),
    );
  }
  const [category, message] = known;
  return jsonReply(status, JSON.stringify({ status: 'error', message, correlationId: correlationIdSlot, category }));
}

function htmlReply(status: number, body: string): Reply {
  return { ...jsonReply(status, body), headers: { 'Content-Type': 'text/html;charset=utf-8' } };
}
