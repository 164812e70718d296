/** Finds the command, answers `--help` and `--version`, and turns whatever is thrown into words and an exit code. */

import { EXIT } from '../core/errors.ts';
import { COMMANDS, type Command } from './commands.ts';
import { renderHelp, renderOverview } from './help.ts';
import { VERSION } from './version.ts';

/** How long the process may live on after its work is done, before it is ended. */
const LINGER_MS = 2_000;

/** Runs the command line, and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  surviveLostOutput();
  // A file that may not grow (ulimit -f) fails where it is written, instead of ending the process without a word.
  process.on('SIGXFSZ', () => {});
  process.on('uncaughtException', (thrown) => void die(thrown, argv));
  // Until the work is done its end is a bug: a promise that nobody keeps would otherwise end the process as a success.
  process.exitCode = EXIT.accounting;
  process.exitCode = await exitCodeFor(argv);
  // Nothing should be alive now. If something is, such as a pipe that nobody closes, it must not keep a cron job waiting.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

async function exitCodeFor(argv: readonly string[]): Promise<number> {
  const [name = '', ...rest] = argv;
  const command = COMMANDS.find((known) => known.name === name);
  if (command !== undefined && !asksFor(rest, '--help', '-h')) return run(command, rest);
  if (command !== undefined) process.stdout.write(renderHelp(command.help));
  else if (asksFor(argv, '--version', '-V')) process.stdout.write(`${VERSION}\n`);
  else if (asksFor(argv, '--help', '-h') || name === 'help') process.stdout.write(helpFor(rest[0] ?? ''));
  else return fail(argv, name);
  return 0;
}

/** `hs-assoc help import` is what some type; anything else gets the overview. */
function helpFor(name: string): string {
  const command = COMMANDS.find((known) => known.name === name);
  return command === undefined ? renderOverview(helps(), VERSION) : renderHelp(command.help);
}

function helps(): readonly Command['help'][] {
  return COMMANDS.map(({ help }) => help);
}

function asksFor(argv: readonly string[], ...flags: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).some((argument) => flags.includes(argument));
}

async function run(command: Command, argv: readonly string[]): Promise<number> {
  try {
    const allFlags = COMMANDS.flatMap(({ help }) => help.flags);
    return await command.run({ argv, environment: process.env, allFlags });
  } catch (thrown) {
    const { reportError } = await import('./screen/report-error.ts');
    return reportError(thrown, argv);
  }
}

async function fail(argv: readonly string[], name: string): Promise<number> {
  const { unknownCommandError } = await import('./unknown-command.ts');
  const { reportError } = await import('./screen/report-error.ts');
  return reportError(unknownCommandError(name, COMMANDS), argv);
}

/** Without this a bug would end with Node's exit code 1, which here means that some rows need a hand. */
async function die(thrown: unknown, argv: readonly string[]): Promise<void> {
  const { reportError } = await import('./screen/report-error.ts');
  process.exit(reportError(thrown, argv));
}

/**
 * `hs-assoc … | head` closes our stdout early, a terminal may be closed, and a log that output goes to may stand on a full disk.
 * What is left to say is lost, which is no reason to crash: the run's own files and its exit code tell the same.
 */
function surviveLostOutput(): void {
  let isTold = false;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    const isClosed = code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || (code === 'EIO' && process.stdout.isTTY);
    if (isClosed || isTold) return;
    isTold = true;
    process.stderr.write(`note: standard output cannot be written, and what belongs there is lost: ${message}\n`);
  });
}
