// The promise of the program, for any file, account, settings and faults: what the report says of a row is true.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claimsBrokenBy } from './support/model.ts';
import { modelCases, plainCase } from './support/model-case.ts';
import type { Excuse } from './support/model-faults.ts';
import { PAIRS } from './support/model-universe.ts';

/** `npm run test:model` does many more; MODEL_SEED repeats a failure. */
const runs = Number(process.env.MODEL_RUNS ?? 300);
/** The same cases for every change, so that a red build means that the change broke something; others by the longer command. */
const usual = process.env.MODEL_RUNS === undefined ? 20_261_121 : Date.now() % 1_000_000_007;
const seed = Number(process.env.MODEL_SEED ?? usual);
/** An import waits more than it works, so several go on at once. */
const LANES = 4;
/** An import takes a tenth of a second; one that takes so long will never end, even on a machine that is overrun. */
const LONGEST_RUN_MS = 120_000;
/** Shrinking ends here, so that a counterexample is shown before jest loses its patience. */
const TIME_LIMIT_MS = 120_000 + runs * 900;

test(
  'for any file, account and faults, the report agrees with what HubSpot holds',
  async () => {
    let failedLane: number | null = null;
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      fc.assert(
        fc.asyncProperty(modelCases, async (modelCase) => {
          // One counterexample is enough: the other lanes must not go on for hours.
          if (failedLane !== null && failedLane !== lane) return;
          const claims = await claimsBrokenBy(modelCase);
          if (claims.length > 0) failedLane ??= lane;
          expect(claims).toEqual([]);
        }),
        {
          numRuns: Math.ceil(runs / LANES),
          seed: seed + lane,
          timeout: LONGEST_RUN_MS,
          interruptAfterTimeLimit: TIME_LIMIT_MS,
          markInterruptAsFailure: true,
        },
      ),
    );
    await Promise.all(lanes);
  },
  TIME_LIMIT_MS + 2 * LONGEST_RUN_MS,
);

describe('what the property found once', () => {
  const unclear: readonly Excuse[] = ['unclear'];
  const writes = { path: '/batch/(create|associate/default)$/' };
  const reads = { path: '/batch/read$/' };

  test('a row that HubSpot applied and did not mention is not said to be unsent when the run stops', async () => {
    const faults = [{ fault: { match: writes, dropResults: 2 }, excuses: unclear }];
    const stop = { afterRequests: 3, isHard: false };
    expect(
      await claimsBrokenBy(
        plainCase(
          [
            ['1', '2'],
            ['1', '3'],
            ['2', '2'],
          ],
          { faults, stop },
        ),
      ),
    ).toEqual([]);
  });

  test('a record that a read leaves out is not taken for one that another error of the read is about', async () => {
    const faults = [
      { fault: { match: writes, dropResults: ['2'], times: 'always' as const }, excuses: unclear },
      { fault: { match: reads, dropResults: 1 }, excuses: unclear },
    ];
    const switches = { missingRecords: 'silent', order: 'same' } as const;
    expect(
      await claimsBrokenBy(
        plainCase(
          [
            ['2', '3'],
            ['4041', '3'],
          ],
          { faults, switches },
        ),
      ),
    ).toEqual([]);
  });

  test('a row whose type another row has moved away since is not said to be certainly not applied', async () => {
    const faults = [
      { fault: { match: { ...writes, containsId: '3' }, dropResults: 1, times: 'always' as const }, excuses: unclear },
      // Behind the two writes of the first row and before it is looked up, the second moves the primary company.
      { fault: { match: { ...writes, containsId: '2' }, delayMs: 250 }, excuses: unclear },
      { fault: { match: reads, delayMs: 500 }, excuses: unclear },
    ];
    const rows = [
      ['1', '3', 'Primary'],
      ['1', '2', 'Primary'],
    ];
    const settings = {
      batchSize: 1,
      concurrency: 2,
      maxAttempts: 1,
      apiVersion: '2026-03',
      existing: 'replace',
    } as const;
    expect(await claimsBrokenBy(plainCase(rows, { faults, settings }))).toEqual([]);
  });

  test('an absence is not believed when the read tells nothing at all', async () => {
    const faults = [
      { fault: { match: writes, dropResults: 5, times: 'always' as const }, excuses: unclear },
      { fault: { match: reads, status: 200, body: {}, times: 'always' as const }, excuses: unclear },
    ];
    expect(
      await claimsBrokenBy(
        plainCase(
          [
            ['1', '2'],
            ['2', '3', '28'],
          ],
          { faults },
        ),
      ),
    ).toEqual([]);
  });

  test('a primary company is not taken back by a batch that keeps what a pair had', async () => {
    const earlier = PAIRS.slice(0, 1).map((pair) => ({ pair, fromId: '11', toId: '2', name: 'HUBSPOT_DEFINED:1' }));
    // The first row is read, and written only after the second could have moved the primary company.
    const faults = [{ fault: { match: { ...writes, containsId: '2' }, delayMs: 500 }, excuses: unclear }];
    const rows = [
      ['11', '2', 'Billing contact'],
      ['11', '1', 'Primary'],
    ];
    const settings = { batchSize: 1, concurrency: 2, maxAttempts: 1, apiVersion: '2026-03', existing: 'keep' } as const;
    expect(await claimsBrokenBy(plainCase(rows, { faults, settings, earlier }))).toEqual([]);
  });

  const nameless = { status: 'error', category: 'VALIDATION_ERROR', message: 'Something is wrong' };
  test.each([
    ['was canceled', { canceled: true }],
    ['tells nothing', { status: 200, body: { status: 'COMPLETE' } }],
    ['tells of an error', { status: 200, body: { status: 'COMPLETE', results: [], errors: [nameless] } }],
  ])('a read that %s does not tell that a pair has no types to keep', async (_, kind) => {
    const faults = [{ fault: { match: reads, ...kind, times: 'always' as const }, excuses: unclear }];
    const settings = { batchSize: 1, concurrency: 1, maxAttempts: 1, apiVersion: '2026-03', existing: 'keep' } as const;
    const switches = { labels: 'replace' } as const;
    // Whatever was read for the second row, its write must not cost the first one its label.
    const rows = [
      ['1', '2', 'Billing contact'],
      ['1', '2', '279'],
    ];
    expect(await claimsBrokenBy(plainCase(rows, { faults, settings, switches }))).toEqual([]);
  });

  test('a row that lost its type to another before it was refused is not said to be rejected for certain', async () => {
    const refusing: readonly Excuse[] = ['unclear', 'refusing'];
    const faults = [
      { fault: { match: writes, dropResults: ['3'] }, excuses: unclear },
      { fault: { match: writes, status: 400, body: nameless }, excuses: refusing },
    ];
    const settings = { batchSize: 2, concurrency: 1, maxAttempts: 1, apiVersion: '2026-03', existing: 'keep' } as const;
    const rows = [
      ['1', '3', 'Primary'],
      ['1', '2', 'Primary'],
    ];
    expect(await claimsBrokenBy(plainCase(rows, { faults, settings }))).toEqual([]);
  });

  test('a row that was refused for a limit is not in doubt because its pair has a primary company', async () => {
    const settings = { batchSize: 2, concurrency: 1, maxAttempts: 1, apiVersion: '2026-03', existing: 'keep' } as const;
    const switches = { labels: 'replace', order: 'shuffled', limitErrors: 'unnamed' } as const;
    const earlier = PAIRS.slice(0, 1).map((pair) => ({ pair, fromId: '1', toId: '3', name: 'USER_DEFINED:28' }));
    const rows = [
      ['1', '1', '1;279'],
      ['1', '9007199254740993', '28'],
      ['1', '1', '28'],
    ];
    // What is unreadable in the first import is imported again, against the limit.
    const down = { match: { path: '/^(?!.*definitions)/', containsId: '3' }, status: 500, times: 8 };
    const faults = [{ fault: down, excuses: ['unclear', 'waiting'] as const }];
    expect(await claimsBrokenBy(plainCase(rows, { faults, settings, switches, earlier, limit: 1 }))).toEqual([]);
  });

  const piece = (category: string, typeId: number) => ({
    toObjectId: 2,
    associationTypes: [{ category, typeId, label: typeId === 28 ? 'Billing contact' : null }],
  });
  const labelled = piece('USER_DEFINED', 28);
  const unlabelled = piece('HUBSPOT_DEFINED', 279);
  test.each([
    ['on one page', [[labelled, unlabelled]]],
    ['on two pages', [[unlabelled], [labelled]]],
  ])('an association that a read tells in pieces, %s, keeps its label', async (_, pages) => {
    const told = pages.map((to, index) => {
      const paging = index + 1 < pages.length ? { paging: { next: { after: 'more' } } } : {};
      const body = { status: 'COMPLETE', results: [{ from: { id: 1 }, to, ...paging }] };
      return { fault: { match: reads, status: 200, body }, excuses: [] };
    });
    // The first row is read as it is, which is not at all.
    const faults = [{ fault: { match: reads, delayMs: 0 }, excuses: [] }, ...told];
    const settings = { batchSize: 1, concurrency: 1, maxAttempts: 1, apiVersion: '2026-03', existing: 'keep' } as const;
    const rows = [
      ['1', '2', 'Billing contact'],
      ['1', '2', 'Decision maker'],
    ];
    expect(await claimsBrokenBy(plainCase(rows, { faults, settings, switches: { labels: 'replace' } }))).toEqual([]);
  });

  test('a record whose second page is left out again and again is not taken for one that has nothing', async () => {
    const first = {
      from: { id: 1 },
      to: [{ toObjectId: 3, associationTypes: [] }],
      paging: { next: { after: 'more' } },
    };
    const answers = [
      { delayMs: 0 },
      { status: 200, body: { status: 'COMPLETE', results: [first] } },
      // From the other side nothing is told, so that all pages are asked for.
      { status: 400 },
      { status: 200, body: { status: 'COMPLETE', results: [first] } },
      { status: 200, body: { status: 'COMPLETE', results: [] }, times: 2 },
    ];
    const faults = answers.map((answer) => ({ fault: { match: reads, ...answer }, excuses: unclear }));
    const settings = { batchSize: 1, concurrency: 1, maxAttempts: 1, apiVersion: '2026-03', existing: 'keep' } as const;
    const rows = [
      ['1', '2', 'Billing contact'],
      ['1', '2', 'Decision maker'],
    ];
    expect(await claimsBrokenBy(plainCase(rows, { faults, settings, switches: { labels: 'replace' } }))).toEqual([]);
  });
});
