// Every answer that HubSpot is known, or not known not, to give: a file, a script of answers, and what must come of it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROW_STATUSES, UNFINISHED_STATUSES } from '../src/core/terms.ts';
import type { ScenarioEnd } from './support/run-scenario.ts';
import { runScenario } from './support/run-scenario.ts';
import type { Bound, Expectation } from './support/scenario-shape.ts';
import { loadScenarios, scenarioNames } from './support/scenario-shape.ts';

/** What the closing words of each kind of stop contain. */
const wordsOfStops: Readonly<Record<string, RegExp>> = {
  authentication: /token/,
  forbidden: /lacks a scope|may not do this/,
  dailyLimit: /today|daily/i,
  throttled: /too many requests/,
  migrating: /moving this account/,
  outage: /does not answer|takes nothing now/,
  sharedRefusal: /refuses all rows/,
};

describe.each([...loadScenarios()])('%s', (_theme, scenarios) => {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const end = await runScenario(scenario);
    expectTruth(end);
    expectWhatWasExpected(end, scenario.expect);
  });
});

/** What holds whatever HubSpot answered. */
function expectTruth(end: ScenarioEnd): void {
  const { summary, results, records } = end;
  expect(end.untruths).toEqual([]);
  expect(end.unusedFaults).toEqual([]);
  if (summary === null) return;
  expect(end.written).toEqual(summary);
  expect(summary.requests.sent).toBe(end.requests.length);
  const { read, ...counts } = summary.rows;
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(read);
  expect(results.map(({ row }) => row)).toEqual(results.map((_, index) => String(index + 1)));
  expect(results).toHaveLength(read);
  for (const status of ROW_STATUSES) {
    expect([status, results.filter((row) => row.status === status).length]).toEqual([status, counts[status]]);
  }
  if (summary.stopped === null) expect(results).toHaveLength(records.length);
  const unfinished = records.filter((_, index) => isUnfinished(results[index]?.status));
  expect(end.failed.map((fields, index) => fields.slice(0, unfinished[index]?.length))).toEqual(unfinished);
}

function isUnfinished(status = ''): boolean {
  return [...UNFINISHED_STATUSES].some((unfinished) => unfinished === status);
}

function expectWhatWasExpected({ summary, thrown, results, requests }: ScenarioEnd, expected: Expectation): void {
  expect(summary?.exitCode ?? thrown?.exitCode).toBe(expected.exitCode);
  expect(thrown?.code).toBe(expected.throws);
  const stopped = summary?.stopped ?? '';
  if (expected.stop === undefined) expect(stopped).toBe('');
  else expect(stopped).toMatch(wordsOfStops[expected.stop] ?? 'a kind of stop that nobody knows');
  for (const text of expected.stopSays ?? []) expect(stopped).toContain(text);
  if (expected.rows !== undefined && summary !== null) {
    const { read, ...counts } = summary.rows;
    expect(Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))).toEqual(expected.rows);
  }
  for (const [row, word] of Object.entries(expected.outcomes ?? {})) {
    const { status = '', code = '' } = results[Number(row) - 1] ?? {};
    expect(`row ${row}: ${word.includes(' ') ? `${status} ${code}` : status}`).toBe(`row ${row}: ${word}`);
  }
  const writes = requests.filter(({ path: where }) => /\/batch\/(?:create|associate\/default)$/.test(where)).length;
  expectWithin('write requests', writes, expected.writeRequests);
  const reads = requests.filter(({ path: where }) => where.endsWith('/batch/read')).length;
  expectWithin('read requests', reads, expected.readRequests);
  expectWithin('requests', requests.length, expected.requests);
  expectWithin('throttled requests', summary?.requests.throttled ?? 0, expected.throttled);
  expectWithin('retried requests', summary?.requests.retried ?? 0, expected.retried);
  if (expected.numErrors !== undefined) expect(summary?.numErrors).toBe(expected.numErrors);
  if (expected.cost !== undefined) {
    const { broken, named } = expected.cost;
    expectWithin('requests by the bound', writes + reads, {
      max: named ? broken + 3 : Math.floor(2 * broken * Math.log2(2_000)),
    });
  }
}

function expectWithin(what: string, count: number, bound: Bound | undefined): void {
  if (bound === undefined) return;
  if (typeof bound === 'number') expect(`${count} ${what}`).toBe(`${bound} ${what}`);
  else if (count > bound.max) expect(`${count} ${what}`).toBe(`at most ${bound.max} ${what}`);
}

describe('docs/answers.md', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../docs/answers.md'), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('|') && !/^\| - \||held by \|$/.test(line));
  const named = lines.map((line) => [...(line.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));

  test('names a scenario in every line of its tables, and only such as exist', () => {
    expect(lines.filter((_, index) => named[index]?.length === 0)).toEqual([]);
    expect(named.flat().filter((name) => !scenarioNames().includes(name ?? ''))).toEqual([]);
  });

  test('tells costs as the scenarios hold them', () => {
    const measured = [...loadScenarios().values()].flat();
    const costs = lines.filter((line) => /(?:\| \d+ ){4}\|/.test(line));
    expect(costs).toHaveLength(6);
    for (const line of costs) {
      const [, , one, two, five, twenty, name = ''] = line.split('|').map((cell) => cell.trim().replaceAll('`', ''));
      const held = measured
        .filter((scenario) => scenario.name.startsWith(`${name} · `))
        .map(({ expect: expected }) => {
          return Number(expected.writeRequests) + Number(expected.readRequests);
        });
      expect([name, ...held]).toEqual([name, ...[one, two, five, twenty].map(Number)]);
    }
  });

  test('names every scenario', () => {
    expect(scenarioNames().filter((name) => !named.flat().includes(name))).toEqual([]);
  });
});
