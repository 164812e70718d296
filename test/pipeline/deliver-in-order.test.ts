// Whatever the file, the sizes and the order in which answers come: every row is let out once, in order, and it ends.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outcome } from '../../src/core/outcomes.ts';
import { RowSet } from '../../src/core/row-ranges.ts';
import { settleInput } from '../../src/core/settling.ts';
import type { Batch, Row } from '../../src/core/terms.ts';
import { deliverInOrder } from '../../src/pipeline/deliver-in-order.ts';
import { OrderedWindow } from '../../src/pipeline/ordered-window.ts';
import type { RowBlock } from '../../src/pipeline/row-source.ts';
import { Stopper } from '../../src/pipeline/stopper.ts';
import { rowOf, setOf } from '../support/core-builders.ts';

/** Batches in flight and the hand that settles them in any order. */
class Hand {
  readonly inFlight: { readonly batch: Batch; readonly finish: () => void }[] = [];
  mostInFlight = 0;
  mostUnreported = 0;

  readonly deliver = (batch: Batch): Promise<void> =>
    new Promise((resolve) => {
      this.inFlight.push({ batch, finish: resolve });
      this.mostInFlight = Math.max(this.mostInFlight, this.inFlight.length);
    });

  /** Settles one of the batches; `chance` says which, and without end the newest. */
  settleOne(chance: number): void {
    const last = this.inFlight.length - 1;
    const [taken] = this.inFlight.splice(chance === Number.POSITIVE_INFINITY ? last : chance % (last + 1), 1);
    if (taken === undefined) return;
    for (const input of taken.batch.inputs) settleInput(input, outcome('created'));
    taken.finish();
  }

  /** What a delivery does when the run stops. */
  abandonAll(): void {
    for (const { batch, finish } of this.inFlight.splice(0)) {
      for (const input of batch.inputs) settleInput(input, outcome('not_sent', { provisional: true }));
      finish();
    }
  }
}

interface Plan {
  readonly blocks: readonly (readonly Row[])[];
  readonly batchSize: number;
  readonly concurrency: number;
  readonly chances: readonly number[];
  /** What each block takes of memory: blank lines take some and are no rows. Default: 1. */
  readonly blockBytes?: number;
  /** After so many turns; null for never. */
  readonly stopAfter: number | null;
}

const row = fc.record({
  fromId: fc.constantFrom('1', '2', '3', '4', '5'),
  toType: fc.constantFrom('companies', 'companies', 'companies', 'deals'),
  types: fc.constantFrom(setOf(), setOf('USER_DEFINED:28')),
  isInvalid: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
});

const plans: fc.Arbitrary<Plan> = fc.record({
  blocks: fc.array(fc.array(row, { maxLength: 12 }), { maxLength: 12 }).map((blocks) => {
    let number = 0;
    return blocks.map((rows) =>
      rows.map(({ isInvalid, ...facts }) => {
        number += 1;
        return rowOf(number, { ...facts, outcome: isInvalid ? outcome('invalid') : null });
      }),
    );
  }),
  batchSize: fc.integer({ min: 1, max: 6 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  chances: fc.array(fc.nat(100), { minLength: 1, maxLength: 20 }),
  blockBytes: fc.constantFrom(1, 1, 50 * 1024 * 1024, 500 * 1024 * 1024),
  stopAfter: fc.option(fc.nat(12)),
});

/** Runs the plan: whenever nothing moves any more, one batch is settled. Returns what was let out. */
async function run(plan: Plan, hand: Hand): Promise<Row[]> {
  const { blocks, batchSize, concurrency, chances, stopAfter, blockBytes = 1 } = plan;
  const stopper = new Stopper();
  let [taken, read] = [0, 0];
  async function* source(): AsyncGenerator<RowBlock> {
    for (const rows of blocks) {
      read += rows.length;
      hand.mostUnreported = Math.max(hand.mostUnreported, read - taken);
      const start = { offset: 0, firstNumber: rows[0]?.number ?? 1 };
      yield { rows, sizes: new Uint32Array(rows.length), bytes: blockBytes, start };
    }
  }
  const epoch = { readFrom: { offset: 0, firstNumber: 1 }, firstRow: 1 };
  const flow = deliverInOrder(source(), {
    batchSize,
    concurrency: () => concurrency,
    stopper,
    epoch,
    firstUnreported: 1,
    deliver: hand.deliver,
  });
  const out: Row[] = [];
  let isOver = false;
  const reading = (async () => {
    for await (const { rows } of flow) {
      out.push(...rows);
      taken += rows.length;
    }
  })().finally(() => {
    isOver = true;
  });
  for (let turn = 0; !isOver; turn += 1) {
    await new Promise(setImmediate);
    if (turn === stopAfter) stopper.stop({ kind: 'interrupted', signal: 'SIGINT' });
    if (stopper.stopped) hand.abandonAll();
    else hand.settleOne(chances[turn % chances.length] ?? 0);
    if (turn > 10_000) throw new Error('it does not end');
  }
  await reading;
  return out;
}

test('every row is let out once, in the file’s order, settled, and nothing is left when it ends', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const hand = new Hand();
      const rows = plan.blocks.flat();
      const out = await run(plan, hand);
      expect(out.map(({ number }) => number)).toEqual(rows.slice(0, out.length).map(({ number }) => number));
      expect(out.every((one) => one.outcome !== null)).toBe(true);
      if (plan.stopAfter === null) expect(out.length).toBe(rows.length);
      expect(hand.inFlight).toEqual([]);
      expect(hand.mostInFlight).toBeLessThanOrEqual(plan.concurrency);
    }),
    { numRuns: 400 },
  );
});

test('rows are read only as far as an epoch and the places in flight go, however slow the first answer is', async () => {
  const size = fc.record({ batchSize: fc.integer({ min: 1, max: 4 }), concurrency: fc.integer({ min: 2, max: 4 }) });
  await fc.assert(
    fc.asyncProperty(size, async ({ batchSize, concurrency }) => {
      const blockRows = 5;
      const blocks = Array.from({ length: 400 }, (_, block) =>
        Array.from({ length: blockRows }, (_, index) =>
          rowOf(block * blockRows + index + 1, { fromId: String(block * blockRows + index + 1) }),
        ),
      );
      const hand = new Hand();
      // The newest batch is always settled first, so that the head of the file waits longest.
      const newest = { chances: [Number.POSITIVE_INFINITY], stopAfter: null };
      const out = await run({ blocks, batchSize, concurrency, ...newest }, hand);
      expect(out.length).toBe(2_000);
      expect(hand.mostUnreported).toBeLessThanOrEqual(batchSize * (50 + concurrency + 4) + 2 * blockRows);
    }),
    { numRuns: 8 },
  );
});

test('before the first answer only the places in flight are filled, and a few that wait for them', async () => {
  const [batchSize, concurrency, blockRows] = [3, 2, 4];
  let read = 0;
  async function* source(): AsyncGenerator<RowBlock> {
    for (;;) {
      const rows = Array.from({ length: blockRows }, (_, index) =>
        rowOf(read + index + 1, { fromId: String(read + index + 1) }),
      );
      read += blockRows;
      const start = { offset: 0, firstNumber: 1 };
      yield { rows, sizes: new Uint32Array(blockRows), bytes: 1, start };
    }
  }
  const [hand, stopper] = [new Hand(), new Stopper()];
  const flow = deliverInOrder(source(), {
    ...optionsFor(hand.deliver),
    batchSize,
    concurrency: () => concurrency,
    stopper,
  });
  const first = flow.next();
  for (let turn = 0; turn < 500; turn += 1) await new Promise(setImmediate);
  expect(read).toBeLessThanOrEqual(batchSize * (concurrency + 4) + batchSize + blockRows);
  expect(hand.inFlight.length).toBe(concurrency);
  stopper.stop({ kind: 'interrupted', signal: 'SIGINT' });
  const out: number[] = [];
  const draining = (async () => {
    for (let next = await first; next.done !== true; next = await flow.next()) {
      out.push(...next.value.rows.map(({ number }) => number));
    }
  })();
  while (out.length < read) {
    hand.abandonAll();
    await new Promise(setImmediate);
  }
  await draining;
  expect(out).toEqual(Array.from({ length: read }, (_, index) => index + 1));
});

/** One batch of one row at a time. */
function optionsFor(deliver: (batch: Batch) => Promise<void>) {
  return {
    batchSize: 1,
    concurrency: () => 1,
    stopper: new Stopper(),
    epoch: { readFrom: { offset: 0, firstNumber: 1 }, firstRow: 1 },
    firstUnreported: 1,
    deliver,
  };
}

test('of rows that were reported before, only those that succeeded are in the inputs that are sent', async () => {
  const labels = [28, 30, 32].map((type) => setOf(`USER_DEFINED:${type}`));
  const rows = labels.map((types, index) => rowOf(index + 1, { types }));
  async function* source(): AsyncGenerator<RowBlock> {
    yield { rows, sizes: new Uint32Array(3), bytes: 1, start: { offset: 0, firstNumber: 1 } };
  }
  const sent: Batch[] = [];
  const deliver = async (batch: Batch): Promise<void> => {
    sent.push(batch);
    for (const input of batch.inputs) settleInput(input, outcome('created'));
  };
  const options = { ...optionsFor(deliver), batchSize: 2, firstUnreported: 3, unfinished: new RowSet('1') };
  const out: number[] = [];
  for await (const settled of deliverInOrder(source(), options)) out.push(...settled.rows.map(({ number }) => number));
  expect(out).toEqual([3]);
  expect(sent.flatMap(({ inputs }) => inputs).map(({ types }) => types.key)).toEqual([
    'USER_DEFINED:30;USER_DEFINED:32',
  ]);
});

describe('a failure', () => {
  const block = (...rows: Row[]): RowBlock => ({
    rows,
    sizes: new Uint32Array(rows.length),
    bytes: 1,
    start: { offset: 0, firstNumber: 1 },
  });

  test('of the source is thrown when all rows before it are out', async () => {
    async function* source(): AsyncGenerator<RowBlock> {
      yield block(rowOf(1), rowOf(2));
      throw new Error('unreadable');
    }
    const settle = async ({ inputs }: Batch): Promise<void> => {
      for (const input of inputs) settleInput(input, outcome('created'));
    };
    const out: number[] = [];
    const reading = (async () => {
      for await (const { rows } of deliverInOrder(source(), optionsFor(settle)))
        out.push(...rows.map((one) => one.number));
    })();
    await expect(reading).rejects.toThrow('unreadable');
    expect(out).toEqual([1, 2]);
  });

  test('of a delivery is a bug, and is thrown though rows are open', async () => {
    async function* source(): AsyncGenerator<RowBlock> {
      yield block(rowOf(1), rowOf(2));
    }
    const fail = async (): Promise<void> => {
      throw new Error('a bug');
    };
    await expect(deliverInOrder(source(), optionsFor(fail)).next()).rejects.toThrow('a bug');
  });

  test('to read on does not hold up a run that was stopped, nor the rows that wait for company', async () => {
    const stopper = new Stopper();
    let isRead = false;
    const silent: AsyncIterator<RowBlock> = {
      next: () => {
        if (isRead) return new Promise(() => {});
        isRead = true;
        return Promise.resolve({ done: false, value: block(rowOf(1)) });
      },
    };
    const give = async ({ inputs }: Batch): Promise<void> => {
      for (const input of inputs) settleInput(input, outcome('not_sent', { provisional: true }));
    };
    const flow = deliverInOrder(silent, { ...optionsFor(give), batchSize: 10, stopper });
    const next = flow.next();
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    stopper.stop({ kind: 'interrupted', signal: 'SIGINT' });
    expect((await next).value).toMatchObject({ rows: [{ number: 1, outcome: { status: 'not_sent' } }] });
    expect(await flow.next()).toEqual({ done: true, value: undefined });
  });
});

test('a window lets out the settled head of each block, and knows what it holds', () => {
  const plan = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(plan, fc.infiniteStream(fc.nat(100)), (blocks, chances) => {
      const window = new OrderedWindow();
      let number = 0;
      const rows = blocks.map((flags) =>
        flags.map((isSettled) => {
          number += 1;
          return rowOf(number, { outcome: isSettled ? outcome('created') : null });
        }),
      );
      for (const block of rows) window.push(block, block.length);
      const out: number[] = [];
      const open = rows.flat().filter((one) => one.outcome === null);
      for (;;) {
        for (let taken = window.take(); taken !== null; taken = window.take())
          out.push(...taken.map((one) => one.number));
        expect(window.rowCount).toBe(number - out.length);
        const [settled] = open.splice(chances.next().value % Math.max(1, open.length), 1);
        if (settled === undefined) break;
        settled.outcome = outcome('failed');
      }
      expect(out).toEqual(rows.flat().map((one) => one.number));
      expect(window.bytes).toBe(0);
    }),
  );
});
