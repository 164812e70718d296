/** Turns what was given for `runs` into one of its three actions, or into one error that tells everything wrong. */

import { shellWord } from '../../core/shell-word.ts';
import { OptionReader } from '../options/option-reader.ts';
import type { Given } from '../options/option-sources.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { nearest } from '../text-distance.ts';
import { quoted } from '../wording/numbers.ts';
import { runsHelp } from './runs-flags.ts';

/** Which runs `clean` removes; at least one of the first two is given. */
export interface CleanOptions {
  readonly olderThanMs: number | null;
  readonly keep: number | null;
  readonly unfinished: boolean;
  readonly dryRun: boolean;
}

/** One call of `runs`. */
export interface RunsOptions {
  readonly runsDir: string;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly action:
    | { readonly kind: 'list' }
    | { readonly kind: 'show'; readonly run: string | null }
    | ({ readonly kind: 'clean' } & CleanOptions);
}

const ACTIONS = ['list', 'show', 'clean'] as const;
type Action = (typeof ACTIONS)[number];

const DAY_MS = 86_400_000;
const CLEAN_FLAGS = ['older-than', 'keep', 'unfinished', 'dry-run'];

/** Checks everything that was given for `runs`. Throws one `HsAssocError` (exit 2) with all problems. */
export function readRunsOptions(parsed: ParsedArguments, given: Given): RunsOptions {
  const reader = new OptionReader(given);
  reader.checkUnknown(parsed, runsHelp.flags, () => null);
  const [word = 'list', run = null, ...more] = parsed.positionals;
  const kind = readAction(word, reader);
  const surplus = kind === 'show' ? more : [...(run === null ? [] : [run]), ...more];
  if (surplus.length > 0) {
    const message = kind === 'show' ? 'one run at a time' : `runs ${kind} takes no run: ${quoted(surplus.join(' '))}`;
    reader.complain({ code: 'ARGUMENT_UNEXPECTED', message });
  }
  const clean = readClean(kind, reader);
  const options = {
    runsDir: reader.text('runs-dir') ?? 'runs',
    json: reader.isOn('json'),
    verbose: reader.isOn('verbose'),
  };
  reader.finish('runs');
  if (kind === 'show') return { ...options, action: { kind, run } };
  return { ...options, action: kind === 'list' ? { kind } : { kind, ...clean } };
}

function readAction(word: string, reader: OptionReader): Action {
  const action = ACTIONS.find((known) => known === word);
  if (action !== undefined) return action;
  const meant = nearest(word, ACTIONS);
  const help =
    meant === null ? `to look at one run: hs-assoc runs show ${shellWord(word)}` : `did you mean runs ${meant}?`;
  reader.complain({ code: 'ACTION_UNKNOWN', message: `runs ${word}: there is no such action; ${help}` });
  return 'list';
}

function readClean(kind: Action, reader: OptionReader): CleanOptions {
  const clean = {
    olderThanMs: reader.durationMs('older-than', { least: 0, most: 36_500 * DAY_MS }, 'such as 30d or 12h'),
    keep: reader.integer('keep', { least: 0, most: 1_000_000 }),
    unfinished: reader.isOn('unfinished'),
    dryRun: reader.isOn('dry-run'),
  };
  const given = CLEAN_FLAGS.filter((name) => reader.given(name) !== null);
  if (kind !== 'clean') {
    // The environment and the file may hold them for calls of `clean`, or, as --dry-run, for an import.
    for (const name of given.filter((flag) => reader.given(flag)?.source === 'flag')) {
      reader.complain({ code: 'OPTIONS_CONFLICT', message: `--${name} belongs to runs clean` });
    }
  } else if (reader.given('older-than') === null && reader.given('keep') === null) {
    const hint = 'hs-assoc runs clean --older-than 30d --keep 10 --dry-run';
    reader.complain({ code: 'CLEAN_UNBOUNDED', message: 'Which runs? Say --older-than, --keep or both.', hint });
  }
  return clean;
}
