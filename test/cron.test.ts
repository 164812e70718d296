// docs/cron.md does what it says: its crontab, unit, pod and script are taken out of the document and executed, with the
// local HubSpot in HubSpot's place.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { RunSummary } from '../src/cli/screen/run-summary.ts';
import { renderMetrics } from '../src/cli/watch/render-metrics.ts';
import { NO_ROWS } from '../src/core/report.ts';
import { goodRows, start } from './cli/support.ts';
import { blocks, crontab, document, ended, machine, unit } from './support/night.ts';

function runsOf(folder: string): readonly string[] {
  return readdirSync(path.join(folder, 'srv/hs-assoc/runs')).filter((name) => !name.startsWith('.'));
}

describe('the crontab', () => {
  test('imports by night, says nothing when all is well, and pings', async () => {
    const night = await machine(goodRows(30));
    const { lines, environment } = crontab(night);
    expect(lines).toHaveLength(2);
    expect(await night.cron(lines[0] ?? '', environment)).toEqual({ code: 0, said: '' });
    expect(night.pings).toEqual(['/your-uuid/start', '/your-uuid']);
    const metrics = readFileSync(path.join(night.folder, 'var/lib/node_exporter/textfile/hs-assoc.prom'), 'utf8');
    expect(metrics).toContain('hs_assoc_rows{input="nightly.csv",status="created"} 30');
    expect(runsOf(night.folder)).toHaveLength(1);
  });

  test('mails the reason and the command to type when a person is needed', async () => {
    const night = await machine(`${goodRows(30)}4041,9\n`);
    const { lines, environment } = crontab(night);
    const { code, said } = await night.cron(lines[0] ?? '', environment);
    expect(code).not.toBe(0);
    expect(said).toContain('row 31 (4041 → 9): No contact with ID 4041 exists');
    expect(said).toContain('1 of 31 rows needs a hand');
    expect(said).toMatch(/hs-assoc import runs\/\S+\/failed\.csv/);
    expect(night.pings).toEqual(['/your-uuid/start', '/your-uuid/fail']);
  });

  test('takes a night that is still at work for a success', async () => {
    const hang = { match: { path: 'batch' }, hang: 'after' as const, times: 'always' as const };
    const night = await machine(goodRows(30), { faults: [hang] });
    const { lines, environment } = crontab(night);
    const cwd = path.join(night.folder, 'srv/hs-assoc');
    const first = start(['import', 'nightly.csv', '--config', 'nightly.json'], { cwd, env: environment });
    while (!night.pings.includes('/your-uuid/start')) await new Promise((resolve) => setTimeout(resolve, 20));
    const { code, said } = await night.cron(lines[0] ?? '', environment);
    expect(code).toBe(0);
    expect(said).toMatch(/is at work on an import of \S*nightly\.csv/);
    first.kill('SIGKILL');
    await first.ended;
    expect(night.pings).toEqual(['/your-uuid/start']);
  });

  test('finishes what the night before left unfinished, without a word when all went well', async () => {
    const daily = { match: { path: 'batch' }, status: 429, body: { policyName: 'DAILY' } };
    const night = await machine(goodRows(30), { faults: [daily] });
    const { lines, environment } = crontab(night);
    const first = await night.cron(lines[0] ?? '', environment);
    expect(first.said).toContain('HubSpot counts anew at midnight');
    const second = await night.cron(lines[0] ?? '', environment);
    expect(second).toEqual({ code: 0, said: '' });
    // The same run, and not one more.
    expect(runsOf(night.folder)).toHaveLength(1);
    expect(night.pings).toEqual(['/your-uuid/start', '/your-uuid/fail', '/your-uuid/start', '/your-uuid']);
  });

  test('removes old runs without a word', async () => {
    const night = await machine(goodRows(3));
    const { lines, environment } = crontab(night);
    await night.cron(lines[0] ?? '', environment);
    expect(await night.cron(lines[1] ?? '', environment)).toEqual({ code: 0, said: '' });
  });
});

describe('the systemd units', () => {
  const [service = '', timer = ''] = blocks('ini');

  test('start an import with the token as a credential', async () => {
    const night = await machine(goodRows(30));
    const section = unit(night.here(service), 'Service');
    const [name = '', source = ''] = (section.get('LoadCredential') ?? '').split(':');
    const credentials = path.join(night.folder, 'credentials');
    mkdirSync(credentials);
    writeFileSync(path.join(credentials, name), readFileSync(source), { mode: 0o400 });
    const words = (section.get('ExecStart') ?? '').split(' ');
    const [command = '', ...argv] = words.map((word) => word.replace(/\$\{CREDENTIALS_DIRECTORY\}/, credentials));
    const cwd = section.get('WorkingDirectory') ?? '';
    expect(await ended(command, argv, { cwd, env: {} })).toEqual({ code: 0, said: '' });
    for (const writable of (section.get('ReadWritePaths') ?? '').split(' ')) expect(existsSync(writable)).toBe(true);
    expect(night.pings).toEqual(['/your-uuid/start', '/your-uuid']);
  });

  test('know every exit code', () => {
    const section = unit(service, 'Service');
    expect(section.get('SuccessExitStatus')).toBe('6');
    expect(section.get('RestartPreventExitStatus')).toBe('1 2 3 4 70');
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  (hasSystemd ? test : test.skip)('are found right by systemd itself', async () => {
    const night = await machine(goodRows(1));
    const place = path.join(night.folder, 'units');
    mkdirSync(place);
    writeFileSync(path.join(place, 'hs-assoc.service'), night.here(service));
    writeFileSync(path.join(place, 'hs-assoc.timer'), timer);
    writeFileSync(path.join(place, 'alert@.service'), '[Service]\nType=oneshot\nExecStart=/bin/true\n');
    const files = ['hs-assoc.service', 'hs-assoc.timer'].map((name) => path.join(place, name));
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], { encoding: 'utf8' });
    const aboutOurs = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('hs-assoc'));
    expect(aboutOurs).toEqual([]);
    const [calendar = ''] = [unit(timer, 'Timer').get('OnCalendar')];
    expect(execFileSync('systemd-analyze', ['calendar', calendar], { encoding: 'utf8' })).toContain('Normalized form');
  });
});

describe('the pod', () => {
  test('runs with its command, arguments and folder', async () => {
    const night = await machine(goodRows(30));
    const [pod = ''] = blocks('yaml');
    const list = (key: string): string[] =>
      JSON.parse(night.here(new RegExp(`^ +${key}: (\\[.*\\])$`, 'm').exec(pod)?.[1] ?? '[]'));
    const cwd = night.here(/^ +workingDir:(.*)$/m.exec(pod)?.[1] ?? '').trim();
    const [command = '', ...argv] = [...list('command'), ...list('args')];
    const env = { PATH: path.join(night.folder, 'usr/local/bin') };
    expect(await ended(path.join(night.folder, 'usr/local/bin', command), argv, { cwd, env })).toEqual({
      code: 0,
      said: '',
    });
  });
});

describe('the script', () => {
  test.each([
    [goodRows(3), 0, ''],
    [`${goodRows(3)}4041,9\n`, 1, 'hs-assoc: rows need a hand (exit code 1)'],
    ['A,B\n1,2\n', 2, 'hs-assoc: the file or the call is wrong; nothing was sent (exit code 2)'],
  ])('turns %j into exit code %d', async (rows, code, said) => {
    const night = await machine(rows);
    const script = path.join(night.folder, 'nightly.sh');
    writeFileSync(script, night.here(blocks('sh')[0] ?? ''));
    const { environment } = crontab(night);
    const end = await ended('/bin/sh', [script], { cwd: night.folder, env: environment });
    expect(end.code).toBe(code);
    expect(end.said.split('\n')[0]).toBe(said);
  });
});

describe('the metrics', () => {
  test('are listed as they are written', () => {
    const listed = [...document.matchAll(/^\| `(hs_assoc_\w+)` \|/gm)].map(([, name]) => name);
    const requests = { sent: 1, retried: 0, throttled: 0, byStatus: { 200: 1 } };
    const summary = {
      startedAt: new Date(0).toISOString(),
      elapsedMs: 1,
      rows: NO_ROWS,
      requests,
    } as unknown as RunSummary;
    const text = renderMetrics({ input: 'a.csv', summary, exitCode: 0, endedAt: 1, lastSuccessAt: 1 });
    const written = [...text.matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => name);
    expect(listed).toEqual(written);
    const used = [...document.matchAll(/^ +expr: .*$/gm)].flatMap(([line]) => line.match(/hs_assoc_\w+/g) ?? []);
    expect(used.length).toBeGreaterThan(1);
    expect(used.filter((name) => !written.includes(name))).toEqual([]);
  });
});
