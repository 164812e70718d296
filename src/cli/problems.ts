/** Everything that is wrong with a set of options is collected, so that it is mended in one go. */
import { HsAssocError } from '../core/errors.ts';

/** One problem, in words. */
export interface Problem {
  /** Stable and upper case. */
  readonly code: string;
  /** Names the flag, variable or key that holds the value. */
  readonly message: string;
  /** What to type, where that differs from the help. */
  readonly hint?: string;
}

/** The error (exit 2) for these problems; a single one keeps its own code. */
export function problemsError(problems: readonly Problem[], helpCommand: string): HsAssocError {
  const [first, second] = problems;
  const hints = [...new Set(problems.flatMap(({ hint }) => (hint === undefined ? [] : [hint])))];
  const hint = [...hints, ...(hints.length > 0 ? [] : [helpCommand])].join('\n');
  if (first !== undefined && second === undefined)
    return new HsAssocError(first.code, { message: first.message, hint });
  const lines = problems.map(({ message }) => `  - ${message.replaceAll('\n', '\n    ')}`);
  return new HsAssocError('OPTIONS_INVALID', {
    message: [`${problems.length} options need a correction:`, ...lines].join('\n'),
    hint,
  });
}
