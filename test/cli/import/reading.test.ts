// The one reading of an input: looked at first, handed on afterwards, with nothing lost in between.
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { type CsvFile, openCsv } from '../../../src/adapters/file/csv-source.ts';
import { Reading } from '../../../src/cli/import/reading.ts';
import { temporaryFolder } from '../support.ts';

const START = { offset: 0, firstNumber: 1 };

function fileOf(rows: number): string {
  const file = path.join(temporaryFolder(), 'links.csv');
  const lines = Array.from({ length: rows }, (_, index) => `${100_000 + index},2,279`);
  writeFileSync(file, ['from,to,type', ...lines, ''].join('\n'));
  return file;
}

/** The first cells of everything that is handed on, and what was thrown in the end. */
async function handedOn(reading: Reading): Promise<{ readonly cells: readonly string[]; readonly thrown: unknown }> {
  const cells: string[] = [];
  try {
    for await (const { records } of reading.blocks()) cells.push(...records.map(([cell = '']) => cell));
    return { cells, thrown: null };
  } catch (thrown) {
    return { cells, thrown };
  }
}

/** Where two lists begin to differ, -1 for nowhere: the difference of a hundred thousand lines takes minutes to print. */
function firstDifference(one: readonly string[], other: readonly string[]): number {
  return one.length === other.length ? one.findIndex((cell, index) => cell !== other[index]) : one.length;
}

async function withFile<Result>(file: string, use: (csv: CsvFile) => Promise<Result>): Promise<Result> {
  const csv = await openCsv({ path: file });
  try {
    return await use(csv);
  } finally {
    await csv.close();
  }
}

describe.each([500, 100_000])('a file of %d rows', (rows) => {
  const all = Array.from({ length: rows }, (_, index) => `${100_000 + index}`);

  test('is handed on as a whole behind its sample, in order, and also when nobody waits for that', async () => {
    const file = fileOf(rows);
    await withFile(file, async (csv) => {
      const reading = new Reading(csv, START);
      const sample = await reading.sample();
      const sampled = sample?.blocks.reduce((sum, { records }) => sum + records.length, 0) ?? 0;
      expect(Math.abs(sampled * (sample?.scale ?? 0) - rows)).toBeLessThan(rows / 10);
      expect(reading.rowsRead).toBe(0);
      const { cells, thrown } = await handedOn(reading);
      expect([firstDifference(cells, all), thrown]).toEqual([-1, null]);
      expect(reading).toMatchObject({ rowsRead: rows, bytesRead: csv.totalBytes });
    });
    await withFile(file, async (csv) => {
      const reading = new Reading(csv, START);
      const sample = reading.sample();
      const { cells, thrown } = await handedOn(reading);
      expect([firstDifference(cells, all), thrown]).toEqual([-1, null]);
      expect(await sample).not.toBeNull();
    });
  });

  test('that is taken up in its middle is judged by what is left', async () => {
    await withFile(fileOf(rows), async (csv) => {
      const halves: { offset: number; firstNumber: number }[] = [];
      for await (const { endOffset, firstNumber, records } of csv.blocks()) {
        halves.push({ offset: endOffset, firstNumber: firstNumber + records.length });
      }
      const from = halves[Math.floor(halves.length / 2) - 1] ?? START;
      const left = rows + 1 - from.firstNumber;
      const reading = new Reading(csv, from);
      const sample = await reading.sample();
      const sampled = sample?.blocks.reduce((sum, { records }) => sum + records.length, 0) ?? 0;
      expect(Math.abs(sampled * (sample?.scale ?? 0) - left)).toBeLessThanOrEqual(left / 10);
      const { cells } = await handedOn(reading);
      expect(firstDifference(cells, all.slice(from.firstNumber - 1))).toBe(-1);
    });
  });

  test('that changes meanwhile hands on its rows, and then the fault', async () => {
    const changing = fileOf(rows);
    await withFile(changing, async (csv) => {
      const reading = new Reading(csv, START);
      appendFileSync(changing, '7,8,279\n');
      await reading.sample();
      const { cells, thrown } = await handedOn(reading);
      expect(thrown).toMatchObject({ code: 'FILE_CHANGED' });
      expect(firstDifference(cells, all.slice(0, cells.length))).toBe(-1);
    });
  });
});

test('what is under way gets on for a few turns before each block', async () => {
  await withFile(fileOf(100_000), async (csv) => {
    const reading = new Reading(csv, START);
    await reading.sample();
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    let blocks = 0;
    for await (const _ of reading.blocks()) blocks += 1;
    isOver = true;
    expect(blocks).toBeGreaterThan(15);
    // Blocks of the sample are at hand, and would otherwise be handed on in a single turn.
    expect(turns).toBeGreaterThanOrEqual(4 * blocks);
  });
});

test('a pipe is not looked at', async () => {
  const csv = await openCsv({ path: '-', stdin: Readable.from([Buffer.from('from,to\n1,2\n')]) });
  const reading = new Reading(csv, START);
  expect(await reading.sample()).toBeNull();
  expect(await handedOn(reading)).toEqual({ cells: ['1'], thrown: null });
  await csv.close();
});
