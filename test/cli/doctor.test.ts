// `hs-assoc doctor`: the built command against a local HubSpot, a bad token, and nothing at all.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkProxy, checkVersions } from '../../src/cli/doctor/local-checks.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { sandboxWith } from '../sandbox/support.ts';
import { type Ended, run, temporaryFolder } from './support.ts';

const SECRET = 'pat-eu1-0b5c-secret-4f1e';

function doctor(
  { url }: Pick<Sandbox, 'url'>,
  argv: readonly string[] = [],
  env: Readonly<Record<string, string>> = { HUBSPOT_ACCESS_TOKEN: SECRET },
): Promise<Ended> {
  return run(['doctor', ...argv, '--base-url', url], { cwd: temporaryFolder(), env });
}

interface DoctorDocument {
  readonly exitCode: number;
  readonly checks: readonly { readonly name: string; readonly status: string; readonly message: string }[];
}

function documentOf({ stdout }: Ended): DoctorDocument {
  return JSON.parse(stdout);
}

const pair = ['--from', 'contacts', '--to', 'companies'];

describe('hs-assoc doctor', () => {
  test('finds nothing to mend where all is well, and never repeats the token', async () => {
    const ended = await doctor(await sandboxWith(), [...pair, '--json']);
    const { exitCode, checks } = documentOf(ended);
    expect([ended.code, exitCode]).toEqual([0, 0]);
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'versions ok',
      expect.stringMatching(/^disk (?:ok|warn)$/),
      'proxy ok',
      'token ok',
      'reach ok',
      'account ok',
      'allowance ok',
      'clock ok',
      'scopes ok',
      'scopes ok',
    ]);
    expect(ended.stdout + ended.stderr).not.toContain('secret');
  });

  test('tells the account, whether it is a production account, and its time zone', async () => {
    const sandbox = await sandboxWith({ accountType: 'STANDARD', timeZone: 'America/New_York' });
    const { stdout } = await doctor(sandbox);
    expect(stdout).toContain('4412000, a production account, America/New_York');
    expect(stdout).toContain('data center eu1');
    expect(stdout).toContain('hs-assoc doctor --from contacts --to companies');
  });

  test('changes nothing', async () => {
    const sandbox = await sandboxWith();
    await doctor(sandbox, pair);
    expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
  });

  test('ends with 4 for a token that HubSpot does not take', async () => {
    const { code, stdout } = await doctor(await sandboxWith(), pair, { HUBSPOT_ACCESS_TOKEN: 'pat-na1-expired' });
    expect(code).toBe(4);
    expect(stdout).toMatch(/fail {2}account .*does not take the token/);
  });

  test('ends with 4 for a missing scope, and names it', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { path: '/labels' }, status: 403 }] });
    const { code, stdout } = await doctor(sandbox, ['--from', 'contacts', '--to', 'companies']);
    expect(code).toBe(4);
    expect(stdout).toContain('crm.objects.contacts.write');
    expect(stdout).toMatch(/ok {4}scopes +companies → contacts/);
  });

  test('ends with 5 when HubSpot cannot be reached, and with 1 without a token', async () => {
    const gone = await doctor({ url: 'http://127.0.0.1:9' });
    expect(gone.code).toBe(5);
    expect(gone.stdout).toContain('ECONNREFUSED');
    const tokenless = await doctor(await sandboxWith(), [], {});
    expect(tokenless.code).toBe(1);
    expect(tokenless.stdout).toContain('HUBSPOT_ACCESS_TOKEN');
  });

  test('says so when an object type is unknown, or the runs directory cannot be', async () => {
    const sandbox = await sandboxWith();
    const unknown = await doctor(sandbox, ['--from', 'contacts', '--to', 'compnies']);
    expect([unknown.code, unknown.stdout.includes('compnies')]).toEqual([1, true]);
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'a-file'), '');
    const { code, stdout } = await doctor(sandbox, ['--runs-dir', path.join(cwd, 'a-file', 'runs')]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/fail {2}disk .*ENOTDIR/);
  });

  test('warns of a clock that is wrong', async () => {
    const headers = { Date: new Date(Date.now() - 3_600_000).toUTCString() };
    const body = { portalId: 1, accountType: 'SANDBOX', timeZone: 'UTC' };
    const sandbox = await sandboxWith({ faults: [{ match: { path: 'account-info' }, status: 200, headers, body }] });
    const { code, stdout } = await doctor(sandbox);
    expect(code).toBe(0);
    expect(stdout).toMatch(/warn {2}clock +this machine is (?:1 h|59 min)/);
  });

  test('is content with the sandbox inside its own process', async () => {
    const { code, stdout } = await run(['doctor', ...pair, '--sandbox'], { cwd: temporaryFolder() });
    expect(code).toBe(0);
    expect(stdout).toContain('a developer test account');
  });
});

test('an old Node.js fails the check of versions', () => {
  expect([checkVersions('2026-03', '20.18.3').kind, checkVersions('2026-03', '22.1.0').kind]).toEqual(['fail', 'ok']);
});

test.each([
  [{ https_proxy: 'http://ann:hush@proxy.example.com:8080' }, 'ok', 'http://proxy.example.com:8080'],
  [{ ALL_PROXY: 'http://proxy.example.com' }, 'ok', 'http://proxy.example.com'],
  [{ http_proxy: 'http://proxy.example.com' }, 'ok', 'none is used'],
  [{ https_proxy: 'http://proxy.example.com', no_proxy: '.hubapi.com' }, 'ok', 'none is used'],
  [{ https_proxy: 'http://ann:hush@:80:80' }, 'fail', 'what the environment tells is no address'],
  [{ all_proxy: 'socks5://ann:hush@localhost:1080' }, 'fail', 'socks5://localhost:1080 is of another kind'],
])('a proxy is told as requests take it, without its password: %j', (proxies, kind, message) => {
  const before = { ...process.env };
  try {
    for (const name of Object.keys(before)) if (/_proxy$/i.test(name)) delete process.env[name];
    Object.assign(process.env, proxies);
    expect(checkProxy('https://api.hubapi.com')).toMatchObject({ kind, message });
  } finally {
    for (const name of Object.keys(proxies)) delete process.env[name];
    Object.assign(process.env, before);
  }
});
