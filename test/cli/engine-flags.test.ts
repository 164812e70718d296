// What V8 is told a little after the command starts.
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { setEngineFlags } from '../../src/cli/engine-flags.ts';

test('the flags wait until the start is over', async () => {
  const flags: string[] = [];
  setEngineFlags((flag) => flags.push(flag));
  expect(flags).toEqual([]);
  while (flags.length === 0) await delay(20);
  expect(flags.map((flag) => flag.replace(/=\d+$/, ''))).toEqual([
    '--heap-growing-percent',
    '--incremental-marking-soft-trigger',
    '--incremental-marking-hard-trigger',
  ]);
});
