/** What commands that ask HubSpot something are told about how to reach it. */
import type { ApiVersion } from '../../core/endpoints.ts';
import { API_VERSIONS } from '../../core/endpoints.ts';
import { canonicalObjectType } from '../../core/object-types.ts';
import { DEFAULT_RETRY_POLICY } from '../../core/retry.ts';
import type { ObjectPair } from '../../core/terms.ts';
import type { CommandCall } from '../commands.ts';
import { explainFlag, TIMEOUT_WORDS } from '../import/import-options.ts';
import { BOUNDS, DEFAULT_BASE_URL, DEFAULT_TIMEOUT_MS } from '../import/import-settings.ts';
import type { CommandHelp } from '../options/flags.ts';
import { OptionReader } from '../options/option-reader.ts';
import { joinSources } from '../options/option-sources.ts';
import { readUrl } from '../options/option-values.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { quoted } from '../wording/numbers.ts';

/** How to reach HubSpot, and how to answer. */
export interface AccountOptions {
  readonly tokenFile: string | null;
  readonly sandbox: boolean;
  readonly baseUrl: string;
  readonly apiVersion: ApiVersion;
  readonly rate: number | null;
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** A command line, taken apart and ready to be judged. */
export interface AccountCall {
  readonly reader: OptionReader;
  readonly positionals: readonly string[];
  /** An unknown flag takes the word behind it for its value: then missing words are no further mistake. */
  readonly hasUnknown: boolean;
  readonly account: AccountOptions;
}

/** Takes the command line apart; problems are kept in the reader until its `finish`. */
export function readAccountCall({ argv, environment, allFlags }: CommandCall, { flags }: CommandHelp): AccountCall {
  const parsed = parseArguments(argv, flags);
  const given = joinSources({ parsed, environment, flags, allFlags });
  for (const warning of given.warnings) process.stderr.write(`note: ${warning}\n`);
  const reader = new OptionReader(given);
  reader.checkUnknown(parsed, flags, explainFlag);
  const account = {
    tokenFile: reader.text('token-file'),
    sandbox: reader.isOn('sandbox'),
    baseUrl: reader.value('base-url', readUrl, `an address such as ${DEFAULT_BASE_URL}`) ?? DEFAULT_BASE_URL,
    apiVersion: reader.choice('api-version', API_VERSIONS) ?? API_VERSIONS[0],
    rate: reader.integer('rate', BOUNDS.rate),
    timeoutMs: reader.durationMs('timeout', BOUNDS.timeoutMs, TIMEOUT_WORDS) ?? DEFAULT_TIMEOUT_MS,
    maxAttempts: reader.integer('max-attempts', BOUNDS.maxAttempts) ?? DEFAULT_RETRY_POLICY.maxAttempts,
    json: reader.isOn('json'),
    verbose: reader.isOn('verbose'),
  };
  return { reader, positionals: parsed.positionals, hasUnknown: parsed.unknown.length > 0, account };
}

/** Complains unless there are exactly these words, and names what is missing or too many. */
export function checkWords(
  { reader, positionals, hasUnknown }: AccountCall,
  names: readonly string[],
  example: string,
): void {
  const missing = names.slice(positionals.length);
  const stray = positionals.slice(names.length);
  if (stray.length > 0) {
    const message = `too many words: ${stray.map(quoted).join(', ')}; expected are ${names.map((name) => `<${name}>`).join(' ')}`;
    reader.complain({ code: 'ARGUMENT_UNEXPECTED', message, hint: example });
  } else if (missing.length > 0 && !hasUnknown) {
    const message = `missing: ${missing.map((name) => `<${name}>`).join(' ')}`;
    reader.complain({ code: 'ARGUMENT_MISSING', message, hint: example });
  }
}

/** The pair of two object types as typed; complains of a text that can be none. */
export function readPair(reader: OptionReader, from = '', to = ''): ObjectPair {
  return { from: readObjectType(reader, from), to: readObjectType(reader, to) };
}

function readObjectType(reader: OptionReader, text: string): string {
  const canonical = canonicalObjectType(text);
  if (canonical === null && text !== '') {
    const message = `${quoted(text)} cannot be an object type; name it as HubSpot does: contacts, 0-3, 2-1234567, p_vendor`;
    reader.complain({ code: 'OBJECT_TYPE_MALFORMED', message });
  }
  return canonical ?? '';
}
