/** Writes a command's help from its flags. Nothing is loaded for it, so that help comes at once. */
import { type CommandHelp, environmentName, type Flag } from './options/flags.ts';

const INDENT = 2;
const GAP = 2;

/** `hs-assoc --help`: the commands, each with one line. */
export function renderOverview(commands: readonly CommandHelp[], version: string): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length)) + GAP;
  return [
    `hs-assoc ${version}: associations from a CSV into HubSpot, and what became of every row`,
    '',
    'Usage: hs-assoc <command> [flags]',
    '',
    'Commands:',
    ...commands.map(({ usage, summary }) => `  ${usage.padEnd(width)}${summary}`),
    '',
    'Examples:',
    ...commands.flatMap(({ examples }) => renderExamples(examples.slice(0, 1))),
    '',
    'The token comes from the variable HUBSPOT_ACCESS_TOKEN or from --token-file.',
    'More: hs-assoc <command> --help',
    '',
  ].join('\n');
}

/** `hs-assoc <command> --help`. */
export function renderHelp({ usage, about, examples, flags }: CommandHelp): string {
  const width = Math.max(...flags.map((flag) => usageOf(flag).length)) + GAP;
  const groups = [...new Set(flags.map(({ group }) => group))];
  return [
    `Usage: hs-assoc ${usage} [flags]`,
    '',
    ...about,
    '',
    'Examples:',
    ...renderExamples(examples),
    ...groups.flatMap((group) => renderGroup(group, flags, width)),
    '',
    `Every flag is also an environment variable (--batch-size: ${environmentName('batch-size')}) and a key of the --config`,
    'file ("batch-size"). A flag beats the environment, which beats the file.',
    '',
  ].join('\n');
}

function renderExamples(examples: CommandHelp['examples']): readonly string[] {
  return examples.flatMap(([command, meaning]) => [...(meaning === '' ? [] : [`  # ${meaning}`]), `  ${command}`]);
}

function renderGroup(group: string, flags: readonly Flag[], width: number): readonly string[] {
  const lines = flags.filter((flag) => flag.group === group).flatMap((flag) => renderFlag(flag, width));
  return ['', `${group}:`, ...lines];
}

function renderFlag(flag: Flag, width: number): readonly string[] {
  const [first = '', ...rest] = flag.help.split('\n');
  const indent = ' '.repeat(INDENT + width);
  return [`${' '.repeat(INDENT)}${usageOf(flag).padEnd(width)}${first}`, ...rest.map((line) => indent + line)];
}

function usageOf({ name, short, placeholder }: Flag): string {
  const long = placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}
