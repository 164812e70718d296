/**
 * Takes a command line apart. Values stay texts, unknown flags are returned rather than complained about: whoever asks
 * collects every problem and words it. The only file that knows yargs.
 */
import yargs from 'yargs';
import type { Flag } from './flags.ts';

/** A command line, taken apart. */
export interface ParsedArguments {
  readonly positionals: readonly string[];
  /** By flag name. A value that was left out is an empty text. */
  readonly values: ReadonlyMap<string, ParsedValue>;
  /** What a value was given, where that was several things: only the last one is in `values`. */
  readonly repeated: ReadonlyMap<string, readonly string[]>;
  /** As typed, with their dashes. */
  readonly unknown: readonly string[];
  /** Words behind unknown flags, which may not be theirs. */
  readonly taken: readonly string[];
}

/** A switch, a value, or what a list was given; a text that is no switch value is left as it is. */
export type ParsedValue = string | boolean | readonly string[];

const PARSER = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'strip-aliased': true,
};

/** Takes the arguments behind the command's name apart. */
export function parseArguments(argv: readonly string[], flags: readonly Flag[]): ParsedArguments {
  const parser = yargs([...argv])
    .help(false)
    .version(false)
    .exitProcess(false)
    .detectLocale(false)
    .parserConfiguration(PARSER);
  for (const { name, short, kind } of flags) {
    parser.option(name, { type: kind === 'switch' ? 'boolean' : 'string', ...(short ? { alias: short } : {}) });
  }
  const { _: positionals, $0: _program, ...parsed } = parser.parseSync();
  const values = new Map<string, ParsedValue>();
  const repeated = new Map<string, readonly string[]>();
  const unknown: string[] = [];
  const taken: string[] = [];
  for (const [name, value] of Object.entries(parsed)) {
    const flag = flags.find((known) => known.name === name);
    if (flag === undefined) {
      unknown.push(name.length === 1 ? `-${name}` : `--${name}`);
      taken.push(...[value].flat().filter((word) => typeof word === 'string'));
    } else if (value !== undefined) {
      values.set(name, settle(value, flag));
      if (flag.kind === 'value' && Array.isArray(value)) repeated.set(name, value.map(String));
    }
  }
  for (const [name, text] of switchTexts(argv, flags)) values.set(name, text);
  return { positionals: positionals.map(String), values, repeated, unknown, taken };
}

/** What stands behind the `=` of switches: yargs takes anything but `true` for false. */
function switchTexts(argv: readonly string[], flags: readonly Flag[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const end = argv.indexOf('--');
  for (const argument of end === -1 ? argv : argv.slice(0, end)) {
    const [, name = '', text = ''] = /^--([a-z-]+)=(.*)$/s.exec(argument) ?? [];
    if (flags.some((flag) => flag.name === name && flag.kind === 'switch')) texts.set(name, text);
  }
  return texts;
}

/** Of a switch or a value that is given several times, the last one counts. */
function settle(value: unknown, { kind }: Flag): ParsedValue {
  const given = Array.isArray(value) ? value : [value];
  if (kind === 'list') return given.map(String);
  const last: unknown = given.at(-1);
  return typeof last === 'boolean' ? last : String(last);
}
