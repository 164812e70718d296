/** The error for a command that does not exist. */
import { HsAssocError } from '../core/errors.ts';
import { shellWord } from '../core/shell-word.ts';
import type { Command } from './commands.ts';
import { withoutTokens } from './options/masking.ts';
import { nearest } from './text-distance.ts';
import { all, quoted } from './wording/numbers.ts';

/** Says which commands there are, and which one was probably meant. */
export function unknownCommandError(typed: string, commands: readonly Command[]): HsAssocError {
  const name = withoutTokens(typed);
  const names = commands.map((command) => command.name);
  const hint = 'hs-assoc --help';
  if (name === '') return new HsAssocError('COMMAND_MISSING', { message: `Name a command: ${all(names)}.`, hint });
  if (/\.(?:csv|tsv|txt|gz)$/i.test(name)) {
    const message = `${quoted(name)} is no command, but looks like a file to import.`;
    return new HsAssocError('COMMAND_UNKNOWN', { message, hint: `hs-assoc import ${shellWord(name)}` });
  }
  const meant = nearest(name, names);
  const suggestion = meant === null ? `There are ${all(names)}.` : `Did you mean ${meant}?`;
  return new HsAssocError('COMMAND_UNKNOWN', { message: `${quoted(name)} is no command. ${suggestion}`, hint });
}
