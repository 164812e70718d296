/**
 * The one error class that is thrown on purpose. Expected failures of rows and requests are values; only a bug or
 * a run that cannot go on is thrown, and it carries what a person needs: what happened, why, and what to type next.
 */

/** Process exit codes. Scripts branch on them, so a number never changes its meaning. */
export const EXIT = {
  ok: 0,
  rowsNeedAHand: 1,
  usage: 2,
  guard: 3,
  account: 4,
  resumable: 5,
  locked: 6,
  accounting: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** One of the exit codes in {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What an {@link HsAssocError} is made from. */
export interface HsAssocErrorFacts {
  /** What happened and where, in one sentence or a few lines. */
  readonly message: string;
  /** The command or option to type next. */
  readonly hint?: string;
  /** Default: 2, usage. */
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** An error meant for a person. `code` is stable and upper case (`FILE_NOT_FOUND`); programs branch on it. */
export class HsAssocError extends Error {
  override readonly name = 'HsAssocError';
  readonly code: string;
  readonly hint: string | null;
  readonly exitCode: ExitCode;

  constructor(code: string, facts: HsAssocErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.hint = facts.hint ?? null;
    this.exitCode = facts.exitCode ?? EXIT.usage;
  }
}

/** The error itself when it is one, else an `Error` that says what was thrown. */
export function coerceError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(`thrown: ${String(thrown)}`);
}

/** Node's own errors are of another realm where the program runs in a context of its own, as in a test of jest. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';
}

/** The `code` of a Node.js system error (`ENOENT`), or null when it has none. */
export function systemCode(thrown: unknown): string | null {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return null;
  return typeof thrown.code === 'string' ? thrown.code : null;
}
