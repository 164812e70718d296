/**
 * Joins what flags, environment and configuration file say: a flag beats the environment, which beats the file. Each
 * value remembers where it came from, so that a problem can name the place that has to be mended.
 */

import type { Problem } from '../screen/problems.ts';
import { nearest } from '../text-distance.ts';
import { readConfigFile } from './config-file.ts';
import { environmentName, type Flag, isOwnVariable } from './flags.ts';
import type { ParsedArguments, ParsedValue } from './parse-arguments.ts';

/** A value and the place it came from: `--rate`, `HS_ASSOC_RATE`, `"rate" in import.json`. */
export interface GivenValue {
  readonly value: ParsedValue;
  readonly origin: string;
  readonly source: 'flag' | 'environment' | 'file';
}

/** All that was given. */
export interface Given {
  readonly values: ReadonlyMap<string, GivenValue>;
  readonly problems: readonly Problem[];
  /** Not wrong enough to stop: a variable that nothing reads. */
  readonly warnings: readonly string[];
}

/** What values are joined from. */
export interface Sources {
  readonly parsed: ParsedArguments;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The command's own flags. */
  readonly flags: readonly Flag[];
  /** Flags of all commands: what is meant for another command is no mistake. */
  readonly allFlags: readonly Flag[];
}

/** Joins the sources. Throws an `HsAssocError` for a configuration file that cannot be read. */
export function joinSources(sources: Sources): Given {
  const { parsed, environment, flags } = sources;
  const values = new Map<string, GivenValue>();
  const problems: Problem[] = [];
  const configPath = configPathOf(parsed, environment);
  if (configPath !== null) addFile(configPath, sources, { values, problems });
  else if (parsed.values.has('config')) problems.push({ code: 'OPTION_INVALID', message: '--config needs a value' });
  for (const { name } of flags) {
    const origin = environmentName(name);
    const value = environment[origin];
    // An empty variable is how shells and service files say "not set".
    if (value !== undefined && value !== '') values.set(name, { value, origin, source: 'environment' });
  }
  for (const [name, value] of parsed.values) values.set(name, { value, origin: `--${name}`, source: 'flag' });
  return { values, problems, warnings: strayVariables(sources) };
}

/** Null when there is none, or when the flag has no value. */
function configPathOf(
  { values }: ParsedArguments,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const given = values.get('config') ?? environment[environmentName('config')];
  return typeof given === 'string' && given !== '' ? given : null;
}

interface Findings {
  readonly values: Map<string, GivenValue>;
  readonly problems: Problem[];
}

/** Flags that make no sense inside the file itself. */
const NOT_IN_FILE: ReadonlySet<string> = new Set(['config', 'help']);

function addFile(path: string, { flags, allFlags }: Sources, { values, problems }: Findings): void {
  for (const [key, value] of readConfigFile(path)) {
    const origin = `"${key}" in ${path}`;
    const flag = flags.find(({ name }) => name === key);
    if (flag === undefined || NOT_IN_FILE.has(key)) {
      if (isRefused(key, allFlags)) problems.push(unknownKey(origin, key, flags));
      continue;
    }
    if (value === null) continue;
    const read = asParsedValue(value, flag);
    if (read === null) problems.push({ code: 'OPTION_INVALID', message: `${origin} cannot be ${kindOf(value)}` });
    else values.set(key, { value: read, origin, source: 'file' });
  }
}

/** What belongs to another command is no mistake, but a token is one for every command that does not ask for it. */
function isRefused(key: string, allFlags: readonly Flag[]): boolean {
  return key === 'token' || NOT_IN_FILE.has(key) || !allFlags.some(({ name }) => name === key);
}

function unknownKey(origin: string, key: string, flags: readonly Flag[]): Problem {
  if (key === 'token') {
    const message = `${origin}: a configuration file must not hold the token, since it gets copied and committed`;
    return { code: 'TOKEN_IN_CONFIG', message, hint: 'Set HUBSPOT_ACCESS_TOKEN, or use "token-file".' };
  }
  const names = flags.map(({ name }) => name).filter((name) => !NOT_IN_FILE.has(name));
  const meant = nearest(key, names);
  const message = `${origin}: there is no such option${meant === null ? '' : `; did you mean "${meant}"?`}`;
  return { code: 'CONFIG_KEY_UNKNOWN', message };
}

/** JSON's value as a command line would hold it; `{"from": "A"}` becomes `from=A`. Null when it cannot be one. */
function asParsedValue(value: unknown, { kind }: Flag): ParsedValue | null {
  if (typeof value === 'boolean') return kind === 'switch' ? value : null;
  if (kind !== 'list') return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return null;
  const texts: unknown[] = Array.isArray(value)
    ? value
    : Object.entries(value).map(([name, entry]: [string, unknown]) =>
        ['string', 'number', 'boolean'].includes(typeof entry) ? `${name}=${String(entry)}` : null,
      );
  return texts.every((text) => typeof text === 'string') ? texts : null;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function strayVariables({ environment, allFlags }: Sources): readonly string[] {
  const known = new Set(allFlags.map(({ name }) => environmentName(name)));
  return Object.keys(environment)
    .filter((name) => isOwnVariable(name) && !known.has(name))
    .map((name) => {
      const meant = nearest(name, known);
      return `${name} is set, but nothing reads it${meant === null ? '' : `; did you mean ${meant}?`}`;
    });
}
