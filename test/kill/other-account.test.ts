// A run that began in one account, and a token that belongs to another.
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { type Ended, onlyRun, run } from '../cli/support.ts';
import { serve } from '../support/http-server.ts';
import {
  env,
  expectResumable,
  expectTrueSummary,
  summaryOf,
  underWay,
  type Workplace,
  workplaceWith,
} from './support.ts';

const OTHER = { HUBSPOT_ACCESS_TOKEN: 'pat-of-the-other' };
const ACCOUNT = '/account-info/';

/** Two accounts behind one address, told apart by the token. */
interface TwoAccounts extends Workplace {
  /** What was asked with the other one's token. */
  readonly asOther: string[];
  /** How the other one answers to the question which account it is. */
  tell: (response: ServerResponse) => void;
}

async function twoAccounts(options: Parameters<typeof workplaceWith>[0] = {}): Promise<TwoAccounts> {
  const place = await workplaceWith(options);
  const { url } = await serve((response, { request: { method = '', url: at = '', headers }, body }) => {
    const { authorization = '' } = headers;
    const isOther = authorization === `Bearer ${OTHER.HUBSPOT_ACCESS_TOKEN}`;
    if (isOther) accounts.asOther.push(`${method} ${at}`);
    if (isOther && at.startsWith(ACCOUNT)) return accounts.tell(response);
    const sent = { method: method as 'GET', headers: { authorization, 'content-type': 'application/json' } };
    void request(`${place.sandbox.url}${at}`, { ...sent, ...(body === '' ? {} : { body }) })
      .then(async (answer) => response.writeHead(answer.statusCode).end(await answer.body.text()))
      .catch(() => response.destroy());
  });
  const argv = place.argv.map((word) => (word === place.sandbox.url ? url : word));
  const accounts: TwoAccounts = { ...place, argv, asOther: [], tell: answered(200, { portalId: 999 }) };
  return accounts;
}

function answered(status: number, body: object): TwoAccounts['tell'] {
  return (response) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function stoppedBy(signal: NodeJS.Signals, place: Workplace): Promise<void> {
  const running = await underWay(place);
  running.kill(signal);
  await running.ended;
}

const FILES = ['results.csv', 'failed.csv', 'summary.json', 'checkpoint.json'];

function filesOf({ cwd }: Workplace): readonly string[] {
  return FILES.map((name) => readFileSync(path.join(onlyRun(cwd), name), 'utf8'));
}

function asked({ sandbox }: Workplace): number {
  return sandbox.requests.filter(({ path: at }) => at.includes(ACCOUNT)).length;
}

function expectRefused({ code, stderr }: Ended, place: TwoAccounts): void {
  const name = path.relative(place.cwd, onlyRun(place.cwd));
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/went to account 4412000, and the token belongs to account 999/),
  });
  expect(stderr).toContain(`hs-assoc resume ${name}\n`);
  expect(stderr).toContain('hs-assoc import links.csv --from contacts');
  expect(place.asOther).toEqual([`GET ${ACCOUNT}2026-09/details`]);
}

describe('A run that stopped', () => {
  test('does not go on in another account, and stays as it is for the right token', async () => {
    const place = await twoAccounts();
    await stoppedBy('SIGTERM', place);
    expect(summaryOf(place.cwd).requests.sent).toBe(place.sandbox.counts.total);
    const before = filesOf(place);
    expectRefused(await run(['resume'], { cwd: place.cwd, env: OTHER }), place);
    expect(filesOf(place)).toEqual(before);
    await expectResumable(place);
  });

  test('does not go on there at night either', async () => {
    const place = await twoAccounts();
    await stoppedBy('SIGTERM', place);
    const before = filesOf(place);
    expectRefused(await run([...place.argv, '--auto-resume'], { cwd: place.cwd, env: OTHER }), place);
    expect(filesOf(place)).toEqual(before);
  });

  test.each<readonly [string, TwoAccounts['tell']]>([
    ['refuses it for want of a scope', answered(403, { category: 'MISSING_SCOPES', message: 'no scope' })],
    ['does not know the call', answered(404, {})],
    ['is out of order', answered(503, {})],
    ['has no requests left for it', answered(429, { policyName: 'DAILY', errorType: 'RATE_LIMIT' })],
    ['never answers', () => undefined],
    ['names no account', answered(200, { accountType: 'STANDARD' })],
  ])('goes on with any token where HubSpot %s', async (_what, tell) => {
    const place = await twoAccounts({ rows: 100 });
    await stoppedBy('SIGTERM', place);
    place.tell = tell;
    expect(await run(['resume'], { cwd: place.cwd, env: OTHER })).toMatchObject({ code: 1 });
    const { requests } = expectTrueSummary(place.cwd, 1);
    expect(place.asOther.filter((one) => one.includes(ACCOUNT))).toHaveLength(1);
    expect(requests.sent).toBe(place.sandbox.counts.total + 1);
  });

  test('belongs to the account that a later sitting learns, when the first was not told', async () => {
    const silent = [{ match: { path: ACCOUNT }, status: 404 }];
    const place = await twoAccounts({ faults: silent, latencyMs: 60, flags: ['--max-duration', '1s'] });
    expect((await run(place.argv, { cwd: place.cwd, env })).code).toBe(5);
    expect((await run(['resume'], { cwd: place.cwd, env })).code).toBe(5);
    expectRefused(await run(['resume'], { cwd: place.cwd, env: OTHER }), place);
  });
});

describe('A run that was killed', () => {
  test('does not go on in another account when it had a hundred requests to send', async () => {
    const place = await twoAccounts({ rows: 2_000 });
    const running = await underWay(place);
    const checkpoint = path.join(onlyRun(place.cwd), 'checkpoint.json');
    while (!readFileSync(checkpoint, 'utf8').includes('"portalId"')) await new Promise((done) => setTimeout(done, 20));
    running.kill('SIGKILL');
    await running.ended;
    expect(asked(place)).toBe(1);
    expectRefused(await run(['resume'], { cwd: place.cwd, env: OTHER }), place);
  });
});

describe('Which account it is', () => {
  test('is not asked by an import of few requests that comes to its end', async () => {
    const place = await workplaceWith();
    expect((await run(place.argv, { cwd: place.cwd, env })).code).toBe(1);
    expect(asked(place)).toBe(0);
  });

  test('costs an import of many requests one more, and nothing else when there is no answer', async () => {
    const place = await workplaceWith({ rows: 1_000, faults: [{ match: { path: ACCOUNT }, hang: 'before' }] });
    expect((await run(place.argv, { cwd: place.cwd, env })).code).toBe(1);
    expect(asked(place)).toBe(1);
    const { requests } = expectTrueSummary(place.cwd, 1);
    expect(requests).toMatchObject({ sent: place.sandbox.counts.total, byStatus: { none: 1 } });
  });

  test('is asked without taking the pace of that call for the one of associations', async () => {
    const place = await twoAccounts();
    await stoppedBy('SIGTERM', place);
    const slow = { 'X-HubSpot-RateLimit-Max': '3', 'X-HubSpot-RateLimit-Interval-Milliseconds': '600000' };
    place.tell = (response) => response.writeHead(200, slow).end('{"portalId":4412000}');
    expect((await run(['resume'], { cwd: place.cwd, env: OTHER })).code).toBe(1);
    expect(asked(place)).toBe(1);
  });
});
