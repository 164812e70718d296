/** Hands out a command's options one by one, checked, and keeps every problem for the end. */

import { type Problem, problemsError } from '../screen/problems.ts';
import { nearest } from '../text-distance.ts';
import { quoted } from '../wording/numbers.ts';
import type { Flag } from './flags.ts';
import { placeOf, withoutTokens } from './masking.ts';
import type { Given, GivenValue } from './option-sources.ts';
import { readDurationMs, readInteger, readSwitch } from './option-values.ts';
import type { ParsedArguments } from './parse-arguments.ts';

/** The least and the most that a number or a time may be; of a time, in milliseconds. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Checks the options of one command line. */
export class OptionReader {
  readonly #values: ReadonlyMap<string, GivenValue>;
  readonly #problems: Problem[];

  constructor({ values, problems }: Given) {
    this.#values = values;
    this.#problems = [...problems];
  }

  /** Notes one more problem. */
  complain(problem: Problem): void {
    this.#problems.push({ ...problem, message: withoutTokens(problem.message) });
  }

  /** The value and where it came from; null when nothing was given. */
  given(name: string): GivenValue | null {
    return this.#values.get(name) ?? null;
  }

  /** The text, trimmed; null when nothing was given. An empty text is a value that was forgotten. */
  text(name: string): string | null {
    const given = this.#values.get(name);
    if (given === undefined) return null;
    const text = String(given.value);
    // A delimiter may be a tab or a space, which trimming would lose.
    if (text !== '') return text.trim() === '' ? text : text.trim();
    this.complain({ code: 'OPTION_INVALID', message: `${given.origin} needs a value` });
    return null;
  }

  /** The texts of a list; empty when nothing was given. */
  list(name: string): readonly string[] {
    const given = this.#values.get(name)?.value;
    if (given === undefined || typeof given === 'boolean') return [];
    return typeof given === 'string' ? [given] : given;
  }

  /** Whether the switch is on. */
  isOn(name: string): boolean {
    const given = this.#values.get(name);
    if (given === undefined) return false;
    const on = typeof given.value === 'boolean' ? given.value : readSwitch(String(given.value));
    if (on === null) this.#reject(given, 'true or false');
    return on ?? false;
  }

  /** What `read` makes of the text; null, and a problem, when it makes nothing of it. */
  value<Value>(name: string, read: (text: string) => Value | null, expected: string): Value | null {
    const given = this.#values.get(name);
    const text = this.text(name);
    if (given === undefined || text === null) return null;
    const value = read(text);
    if (value === null) this.#reject(given, expected);
    return value;
  }

  /** A whole number within the bounds, or null. */
  integer(name: string, bounds: Bounds): number | null {
    return this.value(name, bounded(readInteger, bounds), `a whole number from ${bounds.least} to ${bounds.most}`);
  }

  /** A time in milliseconds within the bounds, or null. `expected` tells them in words. */
  durationMs(name: string, bounds: Bounds, expected: string): number | null {
    return this.value(name, bounded(readDurationMs, bounds), `a time with its unit, ${expected}`);
  }

  /** One of the choices, or null. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    return this.value(
      name,
      (text) => choices.find((choice) => choice === text) ?? null,
      `one of ${choices.join(', ')}`,
    );
  }

  #reject({ value, origin }: GivenValue, expected: string): void {
    this.complain({
      code: 'OPTION_INVALID',
      message: `${origin} must be ${expected}, not ${quoted(placeOf(String(value)))}`,
    });
  }

  /** Notes flags that the command does not have. */
  checkUnknown({ unknown }: ParsedArguments, flags: readonly Flag[], explain: (flag: string) => string | null): void {
    for (const flag of unknown) {
      const explained = explain(flag);
      const meant = nearest(
        flag,
        flags.map(({ name }) => `--${name}`),
      );
      const message = `${flag}: there is no such flag${meant === null ? '' : `; did you mean ${meant}?`}`;
      this.complain({ code: 'FLAG_UNKNOWN', message: explained ?? message });
    }
  }

  /** Throws one error with all problems, if there are any. */
  finish(command: string): void {
    if (this.#problems.length > 0) throw problemsError(this.#problems, `hs-assoc ${command} --help`);
  }
}

function bounded(read: (text: string) => number | null, { least, most }: Bounds): (text: string) => number | null {
  return (text) => {
    const number = read(text);
    return number !== null && number >= least && number <= most ? number : null;
  };
}
