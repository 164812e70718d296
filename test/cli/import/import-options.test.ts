// What flags, environment and configuration file say together, and how it is refused.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { importHelp } from '../../../src/cli/import/import-flags.ts';
import { type ImportOptions, readImportOptions } from '../../../src/cli/import/import-options.ts';
import { type Given, joinSources } from '../../../src/cli/options/option-sources.ts';
import { parseArguments } from '../../../src/cli/options/parse-arguments.ts';
import { HsAssocError } from '../../../src/core/errors.ts';
import { temporaryFolder } from '../support.ts';

const allFlags = COMMANDS.flatMap(({ help }) => help.flags);

function givenBy(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Given {
  return joinSources({
    parsed: parseArguments(argv, importHelp.flags),
    environment,
    flags: importHelp.flags,
    allFlags,
  });
}

function read(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): ImportOptions {
  return readImportOptions(parseArguments(argv, importHelp.flags), givenBy(argv, environment));
}

function refusal(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): HsAssocError {
  try {
    read(argv, environment);
  } catch (thrown) {
    if (thrown instanceof HsAssocError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

function configFile(content: unknown): string {
  const file = path.join(temporaryFolder(), 'import.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('import options', () => {
  test('have defaults that need no flag but the file', () => {
    expect(read(['links.csv'])).toMatchObject({
      settings: {
        file: 'links.csv',
        from: null,
        to: null,
        type: null,
        map: {},
        delimiter: null,
        encoding: null,
        batchSize: 2_000,
        rate: null,
        concurrency: null,
        timeoutMs: 60_000,
        maxAttempts: 6,
        maxErrors: null,
        maxDurationMs: null,
        dryRun: false,
        sandbox: false,
        keepInput: false,
        baseUrl: 'https://api.hubapi.com',
        tokenFile: null,
        apiVersion: '2026-03',
        runsDir: 'runs',
        out: null,
        logFile: null,
        reserveDaily: null,
        pingUrl: null,
        metricsFile: null,
      },
      view: { json: false, quiet: false, verbose: false, progress: true },
    });
  });

  test('take every flag', () => {
    const argv =
      '- --from Contact --to 2-4412 --type 279 --map from=A --map to=B --delimiter tab --encoding windows-1252 ' +
      '--batch-size 7 --rate 90 --concurrency 3 --timeout 1.5s --max-attempts 2 --max-errors 2.5% --max-duration 1h30m ' +
      '--existing replace -n --keep-input --create-labels --yes --check-limits --base-url http://127.0.0.1:4010/ --api-version v4 --runs-dir r --out o --json ' +
      '-v --no-progress --log-file l --token-file t --reserve-daily 20% --ping-url https://hc.example/a --metrics-file /m.prom';
    const { settings, view } = read(argv.split(' '));
    expect(settings).toEqual({
      file: '-',
      from: 'Contact',
      to: '2-4412',
      type: '279',
      map: { from: 'A', to: 'B' },
      delimiter: '\t',
      encoding: 'windows-1252',
      batchSize: 7,
      rate: 90,
      concurrency: 3,
      timeoutMs: 1_500,
      maxAttempts: 2,
      maxErrors: { kind: 'percent', percent: 2.5 },
      maxDurationMs: 5_400_000,
      existing: 'replace',
      createLabels: 'yes',
      checkLimits: true,
      dryRun: true,
      sandbox: false,
      keepInput: true,
      baseUrl: 'http://127.0.0.1:4010',
      tokenFile: 't',
      apiVersion: 'v4',
      runsDir: 'r',
      out: 'o',
      logFile: 'l',
      reserveDaily: { kind: 'percent', percent: 20 },
      pingUrl: 'https://hc.example/a',
      metricsFile: '/m.prom',
    });
    expect(view).toEqual({ json: true, quiet: false, verbose: true, progress: false });
  });

  test('let a flag beat the environment, and the environment the file', () => {
    const config = configFile({ rate: 10, batchSize: 11, 'max-attempts': 12, sandbox: true });
    const environment = { HS_ASSOC_CONFIG: config, HS_ASSOC_RATE: '20', HS_ASSOC_BATCH_SIZE: '21' };
    const { settings } = read(['links.csv', '--rate', '30', '--sandbox=false'], environment);
    expect(settings).toMatchObject({ rate: 30, batchSize: 21, maxAttempts: 12, sandbox: false });
  });

  test('can all be set by the environment and by the file', () => {
    const settable = importHelp.flags.filter(({ name }) => name !== 'help' && name !== 'config');
    for (const { name, kind } of settable) {
      const text = name === 'map' ? 'from=A' : '7%';
      const variable = `HS_ASSOC_${name.toUpperCase().replaceAll('-', '_')}`;
      const fromEnvironment = givenBy(['x.csv'], { [variable]: text });
      expect(fromEnvironment.values.get(name)?.origin).toBe(variable);
      expect(fromEnvironment.warnings).toEqual([]);
      const config = configFile({ [name]: kind === 'switch' ? true : text });
      expect(givenBy(['x.csv', '--config', config]).values.get(name)?.origin).toBe(`"${name}" in ${config}`);
    }
  });

  test('know switches in the words of the environment', () => {
    expect(read(['x.csv'], { HS_ASSOC_JSON: 'yes', HS_ASSOC_NO_PROGRESS: '1', HS_ASSOC_DRY_RUN: 'off' })).toMatchObject(
      {
        settings: { dryRun: false },
        view: { json: true, progress: false },
      },
    );
    expect(refusal(['x.csv'], { HS_ASSOC_JSON: 'maybe' }).message).toBe(
      'HS_ASSOC_JSON must be true or false, not "maybe"',
    );
    expect(refusal(['x.csv', '--json=maybe']).message).toBe('--json must be true or false, not "maybe"');
  });

  test('take an address as browsers write it, and never show the secrets of one', () => {
    const { settings } = read(['x.csv', '--base-url', 'HTTPS://API.Example.com/hub//']);
    expect(settings.baseUrl).toBe('https://api.example.com/hub');
    for (const argv of [
      ['--base-url', 'https://me:secret@api.example.com/'],
      ['--ping-url', 'ftp://hc.example/secret'],
    ]) {
      expect(refusal(['x.csv', ...argv]).message).toMatch(
        /must be an address such as \S+, not "[a-z]+:\/\/[a-z.]+\/(?:…)?"$/,
      );
    }
  });

  test('tell all problems at once, each with the place to mend', () => {
    const config = configFile({ timeout: 5, 'max-duration': ['1h'] });
    const argv = [
      'a.csv',
      'b.csv',
      '--config',
      config,
      '--form',
      'contacts',
      '--to',
      'con/tacts',
      '--batch-size',
      '2001',
    ];
    const error = refusal(argv, { HS_ASSOC_RATE: 'fast', HS_ASSOC_CONCURRENCY: '65' });
    expect(error).toMatchObject({ code: 'OPTIONS_INVALID', exitCode: 2, hint: 'hs-assoc import --help' });
    expect(error.message.replaceAll(config, 'import.json')).toMatchInlineSnapshot(`
"8 options need a correction:
  - "max-duration" in import.json cannot be a list
  - --form: there is no such flag; did you mean --from?
  - only one file at a time: after "a.csv" comes "b.csv"; what has a space in it stands in quotes
  - --to must be an object type, such as contacts, 0-3, 2-1234567 or p_vendor, not "con/tacts"
  - --batch-size must be a whole number from 1 to 2000, not "2001"
  - HS_ASSOC_RATE must be a whole number from 1 to 1000, not "fast"
  - HS_ASSOC_CONCURRENCY must be a whole number from 1 to 64, not "65"
  - "timeout" in import.json must be a time with its unit, from 100ms to 30m, such as 30s or 500ms, not "5""
`);
  });

  test('name the one --type that holds several types, of which the last would have counted alone', () => {
    const { message } = refusal(['x.csv', '--type', 'Billing contact', '--type', '279']);
    expect(message).toContain("--type is given 2 times: write --type 'Billing contact;279' for all");
    expect(read(['x.csv', '--rate', '10', '--rate', '20']).settings.rate).toBe(20);
  });

  test('tell a dash that a word processor made of two hyphens', () => {
    const { message } = refusal(['x.csv', '\u2014from', 'contacts']);
    expect(message).toBe(
      'only one file at a time: after "x.csv" comes "\u2014from"; its dash is no hyphen, so retype it as --',
    );
  });

  test('of a single problem keep its code and what to type', () => {
    expect(refusal([])).toMatchObject({
      code: 'FILE_MISSING',
      hint: 'hs-assoc import links.csv --from contacts --to companies',
    });
    expect(refusal(['x.csv', '--sandbox', '--base-url', 'https://example.com'])).toMatchObject({
      code: 'OPTIONS_CONFLICT',
    });
    expect(refusal(['x.csv', '--rate', ''])).toMatchObject({ message: '--rate needs a value' });
  });

  test('suggest the flag that was meant, and say how to switch one off', () => {
    expect(refusal(['x.csv', '--batchsize', '5']).message).toContain('did you mean --batch-size?');
    expect(refusal(['x.csv', '--no-dry-run']).message).toContain('--dry-run=false');
    expect(refusal(['x.csv', '--no-color']).message).toContain('NO_COLOR=1');
    expect(refusal(['x.csv', '-x']).message).toContain('-x: there is no such flag');
  });

  test('never take the token from a flag or the file, nor repeat it', () => {
    const asFlag = refusal(['x.csv', '--token', 'pat-na1-secret']);
    expect(asFlag.message).toContain("kept in the shell's history");
    expect(asFlag.message).toContain('HUBSPOT_ACCESS_TOKEN');
    const inFile = refusal(['x.csv', '--config', configFile({ token: 'pat-na1-secret' })]);
    expect(inFile).toMatchObject({ code: 'TOKEN_IN_CONFIG' });
    const asArgument = refusal(['x.csv', 'pat-na1-secret']);
    for (const { message, hint } of [asFlag, inFile, asArgument]) expect(`${message}${hint}`).not.toContain('secret');
  });

  test('leave variables and keys of other commands alone, and warn of a variable that nothing reads', () => {
    const config = configFile({ port: 4010, latency: '1s' });
    const { warnings, problems } = givenBy(['x.csv', '--config', config], {
      HS_ASSOC_PORT: '1',
      HS_ASSOC_BACTH_SIZE: '5',
    });
    expect(problems).toEqual([]);
    expect(warnings).toEqual(['HS_ASSOC_BACTH_SIZE is set, but nothing reads it; did you mean HS_ASSOC_BATCH_SIZE?']);
  });

  test('name a key of the file that does not exist', () => {
    const config = configFile({ batch_sizes: 5, config: 'x' });
    const { message } = refusal(['x.csv', '--config', config]);
    expect(message).toContain('"batch-sizes" in');
    expect(message).toContain('did you mean "batch-size"?');
    expect(message).toContain('"config" in');
  });

  test('say where a configuration file is not JSON, without repeating it', () => {
    const file = configFile('{\n  "from": "contacts",\n  "tok": pat-na1-secret\n}');
    const { code, message, hint } = refusal(['x.csv', '--config', file]);
    expect(code).toBe('CONFIG_UNREADABLE');
    expect(`${message}${hint}`).not.toContain('secret');
    expect(refusal(['x.csv', '--config', configFile('[]')]).message).toContain('a configuration file is a JSON object');
    expect(refusal(['x.csv', '--config', '/nowhere.json']).message).toContain('there is no such file');
  });
});
