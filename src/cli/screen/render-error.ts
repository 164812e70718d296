/** An error for people: what happened, and what to type next. */
import { coerceError, EXIT, HsAssocError } from '../../core/errors.ts';
import type { Colors } from './colors.ts';

/** The error as lines for a terminal, with a newline at the end. */
export function renderError(
  thrown: unknown,
  { verbose, colors }: { readonly verbose: boolean; readonly colors: Colors },
): string {
  const error = coerceError(thrown);
  const lines = [`${colors.red(colors.bold('error'))}: ${error.message}`];
  if (error instanceof HsAssocError) {
    if (error.hint !== null) lines.push('', ...error.hint.split('\n').map((line) => (line === '' ? '' : `  ${line}`)));
  } else {
    const more = verbose ? '' : ' Run it again with --verbose to see where it happened.';
    lines.push('', `  This is a bug in hs-assoc, not a mistake of yours.${more}`);
  }
  if (verbose) lines.push('', colors.dim(traceOf(error)));
  return `${lines.join('\n')}\n`;
}

function traceOf(error: Error): string {
  const cause = error.cause === undefined ? '' : `\ncaused by: ${traceOf(coerceError(error.cause))}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** The document that `--json` puts on stdout instead of a summary. */
export function errorDocument(thrown: unknown): string {
  const error = coerceError(thrown);
  const facts = error instanceof HsAssocError ? error : { code: 'BUG', hint: null };
  const { code, hint } = facts;
  return `${JSON.stringify({ error: { code, message: error.message, hint, exitCode: exitCodeOfError(error) } }, null, 2)}\n`;
}

/** The exit code of an error: its own, or 70 for a bug. */
export function exitCodeOfError(thrown: unknown): number {
  return thrown instanceof HsAssocError ? thrown.exitCode : EXIT.accounting;
}
