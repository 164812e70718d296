/** Says on stderr, and with `--json` on stdout as well, why a command could not do its work. */

import { readConfigFile } from '../options/config-file.ts';
import { environmentName } from '../options/flags.ts';
import { readSwitch } from '../options/option-values.ts';
import { colorsFor } from './colors.ts';
import { errorDocument, exitCodeOfError, renderError } from './render-error.ts';

/**
 * Reports the error and returns its exit code. The options themselves may be what is wrong, so switches are looked for
 * in the plain arguments, in the environment, and in whatever of a configuration file can be read.
 */
export function reportError(thrown: unknown, argv: readonly string[]): number {
  if (isOn('json', argv)) process.stdout.write(errorDocument(thrown));
  const verbose = argv.includes('-v') || isOn('verbose', argv);
  process.stderr.write(renderError(thrown, { verbose, colors: colorsFor(process.stderr, process.env) }));
  return exitCodeOfError(thrown);
}

function isOn(name: string, argv: readonly string[]): boolean {
  const last = argv.findLast((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
  const typed = last === undefined ? undefined : (last.split('=')[1] ?? 'true');
  const text = typed ?? (process.env[environmentName(name)] || configured(name, argv));
  return text !== undefined && readSwitch(text) === true;
}

function configured(name: string, argv: readonly string[]): string | undefined {
  const index = argv.findLastIndex((argument) => argument === '--config' || argument.startsWith('--config='));
  const word = argv[index] ?? '';
  const typed = word.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[index + 1];
  const path = index === -1 ? process.env[environmentName('config')] : typed;
  try {
    return path === undefined ? undefined : String(readConfigFile(path).get(name));
  } catch {
    // What is wrong with the file is the error in hand, or none that matters to how it is shown.
    return undefined;
  }
}
