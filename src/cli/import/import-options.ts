/** Turns what was given for `import` into settings, or into one error that tells everything that is wrong. */
import { checkedDelimiter, checkedEncoding } from '../../adapters/file/input-source.ts';
import { API_VERSIONS } from '../../core/endpoints.ts';
import { HsAssocError } from '../../core/errors.ts';
import { canonicalObjectType } from '../../core/object-types.ts';
import { DEFAULT_RETRY_POLICY } from '../../core/retry.ts';
import { shellWord } from '../../core/shell-word.ts';
import { MAX_BATCH_INPUTS } from '../../core/terms.ts';
import { OptionReader } from '../options/option-reader.ts';
import type { Given } from '../options/option-sources.ts';
import { readErrorBound, readUrl } from '../options/option-values.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { readViewOptions, type ViewOptions } from '../options/view-options.ts';
import { readWatchSettings } from '../watch/watch-options.ts';
import { all, quoted } from '../wording/numbers.ts';
import { readColumnMapping } from './column-mapping.ts';
import { importHelp } from './import-flags.ts';
import { BOUNDS, DEFAULT_BASE_URL, DEFAULT_TIMEOUT_MS, type ImportSettings } from './import-settings.ts';

/** All that one call of `import` was told. */
export interface ImportOptions {
  readonly settings: ImportSettings;
  readonly view: ViewOptions;
  /** Whether the last run of the same file is taken up when it is unfinished. */
  readonly autoResume: boolean;
}

/** What `--timeout` may be. */
export const TIMEOUT_WORDS = 'from 100ms to 30m, such as 30s or 500ms';

const DAY_MS = 24 * 60 * 60_000;

/** Checks everything that was given for `import`. Throws one `HsAssocError` (exit 2) with all problems. */
export function readImportOptions(parsed: ParsedArguments, given: Given): ImportOptions {
  const reader = new OptionReader(given);
  reader.checkUnknown(parsed, importHelp.flags, explainFlag);
  const settings = { ...fileSettings(parsed, reader), ...hubspotSettings(reader), ...runSettings(reader) };
  const looksAhead = [
    ...(settings.createLabels === null ? [] : ['--create-labels']),
    ...(settings.checkLimits ? ['--check-limits'] : []),
  ];
  if (looksAhead.length > 0 && settings.file === '-' && !settings.keepInput) {
    const what = `${all(looksAhead)} ${looksAhead.length === 1 ? 'looks' : 'look'} through the file before the first row is sent`;
    const hint = 'Add --keep-input, or save it to a file first.';
    reader.complain({ code: 'OPTIONS_CONFLICT', message: `${what}, and standard input cannot be read twice`, hint });
  }
  const view = readViewOptions(reader);
  const autoResume = reader.isOn('auto-resume');
  reader.finish('import');
  return { settings, view, autoResume };
}

/** What to say to a flag that people expect and that does not exist. */
export function explainFlag(flag: string): string | null {
  if (flag === '--token' || flag === '--access-token' || flag === '--api-key') {
    return (
      `${flag}: the token is not taken as a flag, because command lines are seen by every user of the machine and kept in ` +
      "the shell's history.\nPut it into the variable HUBSPOT_ACCESS_TOKEN, or into a file: --token-file FILE"
    );
  }
  if (flag === '--no-color' || flag === '--no-colour') return `${flag}: set the variable NO_COLOR=1 instead`;
  const off = /^--no-(.+)$/.exec(flag)?.[1];
  const isSwitch = importHelp.flags.some(({ name, kind }) => name === off && kind === 'switch');
  return isSwitch ? `${flag}: there is no such flag; to switch it off, write --${off}=false` : null;
}

type FileSettings = Pick<ImportSettings, 'file' | 'from' | 'to' | 'type' | 'map' | 'delimiter' | 'encoding'>;

function fileSettings(parsed: ParsedArguments, reader: OptionReader): FileSettings {
  const { map, problems } = readColumnMapping(reader.list('map'));
  for (const problem of problems) reader.complain({ code: 'OPTION_INVALID', message: `--map: ${problem}` });
  return {
    file: fileArgument(parsed, reader),
    from: objectType('from', reader),
    to: objectType('to', reader),
    type: typeOfAll(parsed, reader),
    map,
    ...readInputFormat(reader),
  };
}

/** How an input is written, as far as it was told. */
export function readInputFormat(reader: OptionReader): Pick<ImportSettings, 'delimiter' | 'encoding'> {
  return {
    delimiter: checked('delimiter', checkedDelimiter, reader),
    encoding: checked('encoding', checkedEncoding, reader),
  };
}

function fileArgument({ positionals, unknown }: ParsedArguments, reader: OptionReader): string {
  const [file = '', second] = positionals;
  if (second !== undefined) {
    const isDashed = /^[\u2010-\u2015\u2212]/.test(second);
    const why = isDashed ? 'its dash is no hyphen, so retype it as --' : 'what has a space in it stands in quotes';
    const message = `only one file at a time: after ${quoted(file)} comes ${quoted(second)}; ${why}`;
    reader.complain({ code: 'ARGUMENT_UNEXPECTED', message });
  } else if (file === '' && unknown.length === 0) {
    // An unknown flag takes the word behind it for its value, and that may be the file.
    const hint = 'hs-assoc import links.csv --from contacts --to companies';
    reader.complain({ code: 'FILE_MISSING', message: 'Which file? Name a CSV, or - for standard input.', hint });
  }
  return file;
}

/** Several types stand in one `--type`: were the last one to count, the others would be lost without a word. */
function typeOfAll({ repeated }: ParsedArguments, reader: OptionReader): string | null {
  const types = repeated.get('type');
  if (types !== undefined) {
    const message = `--type is given ${types.length} times: write --type ${shellWord(types.join(';'))} for all, or one of them`;
    reader.complain({ code: 'OPTION_INVALID', message });
  }
  return reader.text('type');
}

function objectType(name: 'from' | 'to', reader: OptionReader): string | null {
  const isType = (text: string): string | null => (canonicalObjectType(text) === null ? null : text);
  return reader.value(name, isType, 'an object type, such as contacts, 0-3, 2-1234567 or p_vendor');
}

function checked(name: string, check: (text: string) => string | undefined, reader: OptionReader): string | null {
  const text = reader.text(name);
  if (text === null) return null;
  try {
    return check(text) ?? null;
  } catch (thrown) {
    if (!(thrown instanceof HsAssocError)) throw thrown;
    const { code, message, hint } = thrown;
    reader.complain({ code, message, ...(hint === null ? {} : { hint }) });
    return null;
  }
}

type HubSpotSettings = Pick<
  ImportSettings,
  'existing' | 'createLabels' | 'checkLimits' | 'dryRun' | 'sandbox' | 'baseUrl' | 'tokenFile' | 'apiVersion'
>;

function hubspotSettings(reader: OptionReader): HubSpotSettings {
  const sandbox = reader.isOn('sandbox');
  if (sandbox && reader.given('base-url')?.source === 'flag') {
    const message = '--sandbox and --base-url exclude each other: the sandbox has an address of its own';
    reader.complain({ code: 'OPTIONS_CONFLICT', message });
  }
  return {
    existing: reader.choice('existing', ['keep', 'replace']),
    createLabels: reader.isOn('create-labels') ? (reader.isOn('yes') ? 'yes' : 'ask') : null,
    checkLimits: reader.isOn('check-limits'),
    dryRun: reader.isOn('dry-run'),
    sandbox,
    baseUrl: reader.value('base-url', readUrl, `an address such as ${DEFAULT_BASE_URL}`) ?? DEFAULT_BASE_URL,
    tokenFile: reader.text('token-file'),
    apiVersion: reader.choice('api-version', API_VERSIONS) ?? API_VERSIONS[0],
  };
}

type RunSettings = Omit<ImportSettings, keyof FileSettings | keyof HubSpotSettings>;

function runSettings(reader: OptionReader): RunSettings {
  const duration = { least: 1_000, most: 20 * DAY_MS };
  return {
    batchSize: reader.integer('batch-size', BOUNDS.batchSize) ?? MAX_BATCH_INPUTS,
    rate: reader.integer('rate', BOUNDS.rate),
    concurrency: reader.integer('concurrency', BOUNDS.concurrency),
    timeoutMs: reader.durationMs('timeout', BOUNDS.timeoutMs, TIMEOUT_WORDS) ?? DEFAULT_TIMEOUT_MS,
    maxAttempts: reader.integer('max-attempts', BOUNDS.maxAttempts) ?? DEFAULT_RETRY_POLICY.maxAttempts,
    maxErrors: reader.value('max-errors', readErrorBound, 'a number of rows (100) or a share up to 100% (5%)'),
    maxDurationMs: reader.durationMs('max-duration', duration, 'from 1s to 20d, such as 90m, 2h or 1h30m'),
    keepInput: reader.isOn('keep-input'),
    runsDir: reader.text('runs-dir') ?? 'runs',
    out: reader.text('out'),
    logFile: reader.text('log-file'),
    ...readWatchSettings(reader),
  };
}
