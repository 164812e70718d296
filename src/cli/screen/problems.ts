/** Everything that is wrong with a set of options is collected, so that it is mended in one go. */
import { HsAssocError } from '../../core/errors.ts';

/** One problem, in words. */
export interface Problem {
  /** Stable and upper case. */
  readonly code: string;
  /** Names the flag, variable or key that holds the value. */
  readonly message: string;
  /** What to type, where that differs from the help. */
  readonly hint?: string;
}

/** The error (exit 2) for these problems; a single one keeps its own code and hint. */
export function problemsError(problems: readonly Problem[], helpCommand: string): HsAssocError {
  const [first, second] = problems;
  if (first !== undefined && second === undefined) {
    return new HsAssocError(first.code, { message: first.message, hint: first.hint ?? helpCommand });
  }
  const lines = problems.map(
    ({ message, hint }) =>
      `  - ${[message, ...(hint === undefined ? [] : [hint])].join('\n').replaceAll('\n', '\n    ')}`,
  );
  return new HsAssocError('OPTIONS_INVALID', {
    message: [`${problems.length} options need a correction:`, ...lines].join('\n'),
    hint: helpCommand,
  });
}
