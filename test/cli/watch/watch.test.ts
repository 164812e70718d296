// What tells people who are not there: pings at the start and the end, and a file of metrics.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { sandboxWith } from '../../sandbox/support.ts';
import { goodRows, onlyRun, run, start, temporaryFolder } from '../support.ts';

const pair = ['--from', 'contacts', '--to', 'companies'];
const rehearsal = [...pair, '--sandbox', '-q'];

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A monitoring service, and the paths that it was called with. */
async function monitor(status = 200): Promise<{ readonly url: string; readonly calls: string[] }> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    expect(request.headers.authorization).toBeUndefined();
    response.writeHead(status).end('OK');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/abc`, calls };
}

function folderWithFiles(): string {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'good.csv'), goodRows(20));
  writeFileSync(path.join(cwd, 'bad.csv'), `${goodRows(3)}4041,9\n`);
  return cwd;
}

/** Metrics by name and labels. Every line must be a comment or a sample of Prometheus's text format. */
function metricsIn(file: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  const text = readFileSync(file, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  const typed = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    const [, name = ''] = /^# (?:HELP|TYPE) (\w+) \S/.exec(line) ?? [];
    if (name !== '') typed.add(name);
    else {
      const [, metric = '', labels = '', value = ''] =
        /^(\w+)(\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)+\}) (\S+)$/.exec(line) ?? [];
      expect([line, typed.has(metric), Number.isFinite(Number(value))]).toEqual([line, true, true]);
      samples.set(metric.replace('hs_assoc_', '') + labels, Number(value));
    }
  }
  return samples;
}

describe('--ping-url', () => {
  test('calls start, and then the address itself when all is well', async () => {
    const { url, calls } = await monitor();
    const cwd = folderWithFiles();
    expect(await run(['import', 'good.csv', ...rehearsal, '--ping-url', url], { cwd })).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(calls).toEqual(['GET /abc/start', 'GET /abc']);
  });

  test('calls fail when rows need a hand, and keeps what stands behind a question mark', async () => {
    const { url, calls } = await monitor();
    const cwd = folderWithFiles();
    expect((await run(['import', 'bad.csv', ...rehearsal, '--ping-url', `${url}?a=1`], { cwd })).code).toBe(1);
    expect(calls).toEqual(['GET /abc/start?a=1', 'GET /abc/fail?a=1']);
  });

  test('calls fail when the import cannot start', async () => {
    const { url, calls } = await monitor();
    const cwd = folderWithFiles();
    expect((await run(['import', 'nope.csv', ...rehearsal, '--ping-url', url], { cwd })).code).toBe(2);
    expect((await run(['import', 'good.csv', ...pair, '--ping-url', url], { cwd })).code).toBe(2);
    expect(calls).toEqual(['GET /abc/fail', 'GET /abc/fail']);
  });

  test('calls fail when the call itself is wrong, wherever the address stands', async () => {
    const { url, calls } = await monitor();
    const cwd = folderWithFiles();
    const config = (name: string, text: string): string[] => {
      writeFileSync(path.join(cwd, name), text);
      return ['--config', name];
    };
    const typed = ['--ping-url', url];
    const stands = { HS_ASSOC_PING_URL: url };
    for (const [argv, env] of [
      [['good.csv', ...rehearsal, ...typed, '--auto-resumee'], {}],
      [['good.csv', ...rehearsal, '--batch-size', '0'], stands],
      [['good.csv', ...rehearsal, ...config('a.json', JSON.stringify({ 'ping-url': url, 'auto-resumee': true }))], {}],
      [['good.csv', ...rehearsal, ...typed, ...config('b.json', '{"quiet": true')], {}],
      [['good.csv', ...pair, ...typed, '--token-file', 'nope'], {}],
      [rehearsal, stands],
    ] as const) {
      expect({ argv, ...(await run(['import', ...argv], { cwd, env })) }).toMatchObject({ argv, code: 2 });
      expect([argv, calls.splice(0)]).toEqual([argv, ['GET /abc/fail']]);
    }
    expect(readdirSync(cwd)).not.toContain('runs');
  });

  test('calls fail when a run cannot be resumed: the address of the run, else that of the environment', async () => {
    const { url, calls } = await monitor();
    const cwd = folderWithFiles();
    writeFileSync(path.join(cwd, 'bad.csv'), `from,to\n${'4041,9\n'.repeat(20)}`);
    const argv = ['--max-errors', '2', '--batch-size', '2', '--concurrency', '1', '--ping-url', url];
    expect((await run(['import', 'bad.csv', ...rehearsal, ...argv], { cwd })).code).toBe(3);
    calls.splice(0);
    const env = { HS_ASSOC_PING_URL: `${url}/environment` };
    expect((await run(['resume', '--quite'], { cwd, env })).code).toBe(2);
    expect(calls.splice(0)).toEqual(['GET /abc/fail']);
    writeFileSync(path.join(onlyRun(cwd), 'checkpoint.json'), '{');
    expect((await run(['resume'], { cwd, env })).code).toBe(2);
    expect((await run(['resume', 'no-such-run'], { cwd, env })).code).toBe(2);
    expect(calls).toEqual(['GET /abc/environment/fail', 'GET /abc/environment/fail']);
    expect((await run(['resume', '--runs-dir', 'empty'], { cwd, env })).code).toBe(0);
    expect(calls).toHaveLength(2);
  });

  test('says nothing for a process that found another at work', async () => {
    const { url, calls } = await monitor();
    const sandbox = await sandboxWith({ faults: [{ match: { path: 'batch' }, hang: 'after', times: 'always' }] });
    const cwd = folderWithFiles();
    const argv = ['import', 'good.csv', ...pair, '--base-url', sandbox.url];
    const env = { HUBSPOT_ACCESS_TOKEN: 'any' };
    const first = start(argv, { cwd, env });
    while (sandbox.counts.total < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const metrics = ['--metrics-file', 'import.prom'];
    expect((await run([...argv, '--ping-url', url, ...metrics], { cwd, env })).code).toBe(6);
    first.kill('SIGKILL');
    await first.ended;
    expect(calls).toEqual([]);
    expect(readdirSync(cwd)).not.toContain('import.prom');
  });

  test('that fails is told once, without the address’s secret, and does not fail the run', async () => {
    const { url } = await monitor(404);
    const cwd = folderWithFiles();
    const { code, stderr } = await run(['import', 'good.csv', ...rehearsal, '--ping-url', url], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: the ping to 127\.0\.0\.1:\d+ failed: it was answered with HTTP 404\n$/);
  });

  test('is remembered by a run that is resumed', async () => {
    const { url, calls } = await monitor();
    const cwd = folderWithFiles();
    writeFileSync(path.join(cwd, 'bad.csv'), `from,to\n${'4041,9\n'.repeat(20)}`);
    const argv = ['--max-errors', '2', '--batch-size', '2', '--concurrency', '1', '--ping-url', url];
    expect((await run(['import', 'bad.csv', ...rehearsal, ...argv], { cwd })).code).toBe(3);
    await run(['resume', '-q'], { cwd });
    expect(calls).toEqual(['GET /abc/start', 'GET /abc/fail', 'GET /abc/start', 'GET /abc/fail']);
  });

  test('that is no address is a mistake in the call', async () => {
    const { code, stderr } = await run(['import', 'x.csv', '--ping-url', 'hc-ping.com/abc'], {
      cwd: temporaryFolder(),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--ping-url must be an address such as https://hc-ping.com/your-id');
  });
});

describe('--metrics-file', () => {
  test('tells rows, requests, exit code and times, and is readable by whoever collects them', async () => {
    const cwd = folderWithFiles();
    const before = Date.now() / 1_000;
    expect((await run(['import', 'bad.csv', ...rehearsal, '--metrics-file', 'm.prom'], { cwd })).code).toBe(1);
    const file = path.join(cwd, 'm.prom');
    const metrics = metricsIn(file);
    const of = (name: string, label = ''): number => metrics.get(`${name}{input="bad.csv"${label}}`) ?? Number.NaN;
    expect(of('exit_code')).toBe(1);
    expect(of('running')).toBe(0);
    expect(of('rows', ',status="created"')).toBe(3);
    expect(of('rows', ',status="rejected"')).toBe(1);
    expect(of('requests', ',status="200"')).toBeGreaterThan(0);
    expect(of('start_timestamp_seconds')).toBeGreaterThan(before - 1);
    expect(of('end_timestamp_seconds')).toBeGreaterThan(of('start_timestamp_seconds'));
    expect(of('duration_seconds')).toBeGreaterThan(0);
    expect(metrics.has('last_success_timestamp_seconds{input="bad.csv"}')).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(readdirSync(cwd)).not.toContain('m.prom.new');
  });

  test('keeps the time of the last success through runs that fail or cannot start', async () => {
    const cwd = folderWithFiles();
    const argv = ['import', 'good.csv', ...rehearsal, '--metrics-file', 'm.prom'];
    expect((await run(argv, { cwd })).code).toBe(0);
    const success = 'last_success_timestamp_seconds{input="good.csv"}';
    const first = metricsIn(path.join(cwd, 'm.prom')).get(success);
    expect(first).toBeGreaterThan(0);
    writeFileSync(path.join(cwd, 'good.csv'), 'from,to\n4041,9\n');
    expect((await run(argv, { cwd })).code).toBe(1);
    expect(metricsIn(path.join(cwd, 'm.prom')).get(success)).toBe(first);
    writeFileSync(path.join(cwd, 'good.csv'), 'A,B\n1,2\n');
    expect((await run(argv, { cwd })).code).toBe(2);
    const last = metricsIn(path.join(cwd, 'm.prom'));
    expect([last.get(success), last.get('exit_code{input="good.csv"}')]).toEqual([first, 2]);
  });

  test('tells of a call that is wrong, and keeps what it knew', async () => {
    const cwd = folderWithFiles();
    const metrics = ['--metrics-file', 'm.prom'];
    expect((await run(['import', 'good.csv', ...rehearsal, ...metrics], { cwd })).code).toBe(0);
    const success = 'last_success_timestamp_seconds{input="good.csv"}';
    const first = metricsIn(path.join(cwd, 'm.prom')).get(success);
    expect(first).toBeGreaterThan(0);
    // The unknown flag takes the file for its value.
    expect((await run(['import', '--auto-resumee', 'good.csv', ...rehearsal, ...metrics], { cwd })).code).toBe(2);
    const last = metricsIn(path.join(cwd, 'm.prom'));
    expect([last.get(success), last.get('exit_code{input="good.csv"}')]).toEqual([first, 2]);
    expect((await run(['import', '--token', 'pat-eu1-secret', ...rehearsal, ...metrics], { cwd })).code).toBe(2);
    expect(readFileSync(path.join(cwd, 'm.prom'), 'utf8')).not.toContain('secret');
  });

  test('is there while the run goes on', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { path: 'batch' }, hang: 'after', times: 'always' }] });
    const cwd = folderWithFiles();
    const argv = ['import', 'good.csv', ...pair, '--base-url', sandbox.url, '--metrics-file', 'm.prom'];
    const running = start(argv, { cwd, env: { HUBSPOT_ACCESS_TOKEN: 'any' } });
    while (sandbox.counts.total < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const metrics = metricsIn(path.join(cwd, 'm.prom'));
    expect(metrics.get('running{input="good.csv"}')).toBe(1);
    expect(metrics.has('exit_code{input="good.csv"}')).toBe(false);
    running.kill('SIGKILL');
    await running.ended;
  });

  test.each(['bad.csv', 'folder'])('is not written where something else is: %s', async (name) => {
    const cwd = folderWithFiles();
    mkdirSync(path.join(cwd, 'folder'));
    const before = readFileSync(path.join(cwd, 'bad.csv'), 'utf8');
    const { code, stderr } = await run(['import', 'good.csv', ...rehearsal, '--metrics-file', name], { cwd });
    expect(code).toBe(0);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^note: --metrics-file: .* holds something else than metrics of an import, and is left as it is/,
      ),
    ]);
    expect(readFileSync(path.join(cwd, 'bad.csv'), 'utf8')).toBe(before);
  });

  test('that cannot be written is told once and does not fail the run', async () => {
    const cwd = folderWithFiles();
    const argv = ['import', 'good.csv', ...rehearsal, '--metrics-file', 'no/m.prom'];
    const { code, stderr } = await run(argv, { cwd });
    expect(code).toBe(0);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^note: --metrics-file: .*could not be written/)]);
  });
});
