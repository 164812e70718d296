/** Says on stderr, and with `--json` on stdout as well, why a command could not do its work. */
import { colorsFor } from './colors.ts';
import { environmentName } from './flags.ts';
import { readSwitch } from './option-values.ts';
import { errorDocument, exitCodeOfError, renderError } from './render-error.ts';

/**
 * Reports the error and returns its exit code. The options themselves may be what is wrong, so switches are looked for
 * in the plain arguments.
 */
export function reportError(thrown: unknown, argv: readonly string[]): number {
  if (isOn('json', argv)) process.stdout.write(errorDocument(thrown));
  const verbose = isOn('verbose', argv) || argv.includes('-v');
  process.stderr.write(renderError(thrown, { verbose, colors: colorsFor(process.stderr, process.env) }));
  return exitCodeOfError(thrown);
}

function isOn(name: string, argv: readonly string[]): boolean {
  const last = argv.findLast((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
  const text = last === undefined ? process.env[environmentName(name)] : (last.split('=')[1] ?? 'true');
  return text !== undefined && readSwitch(text) === true;
}
