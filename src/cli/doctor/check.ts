/** One thing that was checked, in words. */

/** What came of a check. `refused`: the account; `unreachable`: the network or HubSpot; both are failures. */
export type CheckKind = 'ok' | 'warn' | 'fail' | 'refused' | 'unreachable';

/** What was checked, and what it showed. */
export interface Check {
  /** Short and stable: `token`, `clock`. */
  readonly name: string;
  readonly kind: CheckKind;
  readonly message: string;
  /** What to do; null where nothing is to be done. */
  readonly advice: string | null;
}

/** A check of which nothing is to be said but what was found. */
export function ok(name: string, message: string): Check {
  return { name, kind: 'ok', message, advice: null };
}

/** A check that found something to mend. */
export function trouble(name: string, kind: Exclude<CheckKind, 'ok'>, message: string, advice: string): Check {
  return { name, kind, message, advice };
}
