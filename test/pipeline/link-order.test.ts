import { describe, expect, test } from '@jest/globals';
import { Batcher } from '../../src/core/batches.ts';
import type { Batch } from '../../src/core/terms.ts';
import { LinkOrder } from '../../src/pipeline/link-order.ts';
import { rowOf, setOf } from '../support/core-builders.ts';

function batchOf(fromType: string, fromId: string, toType = 'companies'): Batch {
  const batch = new Batcher(1).add(rowOf(1, { fromType, fromId, toType, types: setOf('USER_DEFINED:28') }));
  if (batch === null) throw new Error('a batch of one row is full');
  return batch;
}

/** Whether the second batch waits for the first. */
async function waits(first: Batch, second: Batch): Promise<boolean> {
  const order = new LinkOrder();
  let finish = (): void => {};
  let hasBegun = false;
  const one = order.run(first, () => new Promise<void>((resolve) => (finish = resolve)));
  const other = order.run(second, async () => {
    hasBegun = true;
  });
  await new Promise(setImmediate);
  const isWaiting = !hasBegun;
  finish();
  await Promise.all([one, other]);
  return isWaiting;
}

describe('two batches of the same records', () => {
  test.each([
    ['by one name', batchOf('contacts', '1'), batchOf('contacts', '1'), true],
    ['from either side', batchOf('contacts', '2'), batchOf('companies', '2', 'contacts'), true],
    ['of a custom object by its name and its id', batchOf('p_vendor', '1'), batchOf('2-77', '1'), true],
    ['of other object types', batchOf('contacts', '1'), batchOf('deals', '1'), false],
    ['of other ids', batchOf('p_vendor', '1'), batchOf('2-77', '3'), false],
  ])('%s go one after another where they touch', async (_name, first, second, expected) => {
    expect(await waits(first, second)).toBe(expected);
  });
});
