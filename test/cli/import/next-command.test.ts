// The command to type next: what it says again, and that it can be pasted.
import { expect, test } from '@jest/globals';
import { runDirectoryAt } from '../../../src/adapters/run/run-directory.ts';
import { importHelp } from '../../../src/cli/import/import-flags.ts';
import { readImportOptions } from '../../../src/cli/import/import-options.ts';
import type { ImportSettings } from '../../../src/cli/import/import-settings.ts';
import { nextCommand, sameImport } from '../../../src/cli/import/next-command.ts';
import { joinSources } from '../../../src/cli/options/option-sources.ts';
import { parseArguments } from '../../../src/cli/options/parse-arguments.ts';

function settingsOf(argv: readonly string[]): ImportSettings {
  const { flags } = importHelp;
  const parsed = parseArguments(argv, flags);
  return readImportOptions(parsed, joinSources({ parsed, environment: {}, flags, allFlags: flags })).settings;
}

/** The words of a POSIX shell, as far as commands of ours go. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:\\'|'[^']*'|[^\s'\\])+/g)].map(([word]) =>
    word.replace(
      /'([^']*)'|\\(')/g,
      (_, inside: string | undefined, quote: string | undefined) => inside ?? quote ?? '',
    ),
  );
}

const EVERYTHING = [
  ...[
    'my links.csv',
    '--from',
    'Contact',
    '--to',
    '2-4412',
    '--type',
    "Ada's label",
    '--map',
    'from=A b',
    '--map',
    'to=#2',
  ],
  ...['--delimiter', 'tab', '--encoding', 'windows-1252', '--batch-size', '7', '--rate', '90', '--concurrency', '3'],
  ...[
    '--timeout',
    '1.5s',
    '--max-attempts',
    '2',
    '--max-errors',
    '2.5%',
    '--max-duration',
    '1h30m',
    '--reserve-daily',
    '20%',
  ],
  ...['--existing', 'replace', '--check-limits', '--create-labels', '--yes', '--base-url', 'http://127.0.0.1:4010'],
  ...['--api-version', 'v4', '--runs-dir', 'r s', '--token-file', 'to ken'],
];
const directory = runDirectoryAt('runs/r');

test('the same import says everything again that was told, and can be pasted', () => {
  const settings = settingsOf(EVERYTHING);
  const [program, command, ...argv] = wordsOf(sameImport(settings));
  expect([program, command]).toEqual(['hs-assoc', 'import']);
  expect(settingsOf(argv)).toEqual(settings);
  expect(sameImport(settingsOf(['links.csv']))).toBe('hs-assoc import links.csv');
});

test('a value that begins with a dash is not said again as a flag', () => {
  const settings = settingsOf(['links.csv', '--type=-5', '--runs-dir=-kept', '--map=from=A b']);
  const command = sameImport(settings);
  expect(command).toBe("hs-assoc import links.csv --type=-5 --map 'from=A b' --runs-dir=-kept");
  expect(settingsOf(wordsOf(command).slice(2))).toEqual(settings);
});

test('the import of failed.csv says what is made of rows and where, and how the file is written where that does not show', () => {
  const facts = { settings: settingsOf(EVERYTHING), directory, canResume: true };
  const [, , file, ...argv] = wordsOf(nextCommand(1, { ...facts, failedDelimiter: '^' }) ?? '');
  expect(file).toBe('runs/r/failed.csv');
  const kept = {
    from: 'Contact',
    to: '2-4412',
    type: "Ada's label",
    existing: 'replace',
    checkLimits: true,
    apiVersion: 'v4',
  };
  const usual = { encoding: null, batchSize: 2_000, rate: null, maxErrors: null };
  expect(settingsOf(['f', ...argv])).toMatchObject({ ...kept, ...usual, delimiter: '^', tokenFile: 'to ken' });
  expect(nextCommand(1, { ...facts, failedDelimiter: null })).not.toContain('--delimiter');
});

test.each([
  [['l.csv', '--token-file', 't'], 'hs-assoc resume runs/r --token-file t'],
  [['l.csv', '--sandbox', '--token-file', 't'], 'hs-assoc resume runs/r'],
])('resuming after %j is %s', (argv, command) => {
  expect(nextCommand(5, { settings: settingsOf(argv), directory, canResume: true, failedDelimiter: null })).toBe(
    command,
  );
});

test('a path that begins with a dash is no flag', () => {
  const facts = {
    settings: settingsOf(['l.csv']),
    directory: runDirectoryAt('-zd'),
    canResume: true,
    failedDelimiter: null,
  };
  expect(nextCommand(1, facts)).toBe('hs-assoc import ./-zd/failed.csv');
  expect(nextCommand(5, facts)).toBe('hs-assoc resume ./-zd');
  expect(sameImport(settingsOf(['-']))).toBe('hs-assoc import -');
});
