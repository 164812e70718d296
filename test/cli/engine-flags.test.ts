// What V8 is told when the command starts, and what a little later.
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { setEngineFlags } from '../../src/cli/engine-flags.ts';

const names = (flags: readonly string[]): string[] => flags.map((flag) => flag.replace(/=\d+$/, ''));

test('the flags about the heap wait until the start is over', async () => {
  const flags: string[] = [];
  setEngineFlags((flag) => flags.push(flag));
  expect(names(flags)).toEqual(['--wasm-tiering-budget']);
  while (flags.length < 2) await delay(20);
  expect(names(flags.slice(1))).toEqual([
    '--heap-growing-percent',
    '--incremental-marking-soft-trigger',
    '--incremental-marking-hard-trigger',
  ]);
});
