import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppendFile, outputError } from '../../../src/adapters/run/append-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function newPath(): Promise<string> {
  return join(await temporaryFolder(), 'out.csv');
}

describe('a file that grows', () => {
  test('holds what was written, in order, and knows how many bytes that is', async () => {
    const path = await newPath();
    const file = await AppendFile.create(path);
    for (const text of ['äö\n', '', 'x'.repeat(100_000), '€']) await file.write(text);
    await file.sync();
    const content = await readFile(path);
    expect(content.toString()).toBe(`äö\n${'x'.repeat(100_000)}€`);
    expect(file.bytes).toBe(content.length);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await file.close();
  });

  test('is never one that was there before', async () => {
    const path = await newPath();
    await writeFile(path, 'precious');
    await expect(AppendFile.create(path)).rejects.toMatchObject({ code: 'OUTPUT_FAILED', exitCode: 5 });
    expect(await readFile(path, 'utf8')).toBe('precious');
  });

  test('is cut back to what was certain, and continued there', async () => {
    const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(lines, lines, fc.string(), async (certain, later, torn) => {
        const path = await newPath();
        const first = await AppendFile.create(path);
        for (const line of certain) await first.write(line);
        const { bytes } = first;
        await first.write(torn);
        await first.close();
        const second = await AppendFile.reopen(path, bytes);
        for (const line of later) await second.write(line);
        await second.close();
        expect(await readFile(path, 'utf8')).toBe([...certain, ...later].join(''));
      }),
      { numRuns: 30 },
    );
  });

  test('that became shorter than what was certain is not continued', async () => {
    const path = await newPath();
    await writeFile(path, '12345');
    await expect(AppendFile.reopen(path, 6)).rejects.toMatchObject({ code: 'OUTPUT_SHORTENED', exitCode: 2 });
    expect(await readFile(path, 'utf8')).toBe('12345');
  });

  test('that is gone is not begun anew', async () => {
    await expect(AppendFile.reopen(await newPath(), 0)).rejects.toMatchObject({ code: 'OUTPUT_MISSING' });
  });

  test('that cannot be written fails so that the run can be resumed', async () => {
    const path = await newPath();
    const file = await AppendFile.create(path);
    await file.write('1');
    await file.close();
    await expect(file.write('2')).rejects.toMatchObject({ code: 'OUTPUT_FAILED', exitCode: 5 });
    expect(file.bytes).toBe(1);
  });

  test.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EIO', 'write'],
  ])('says why it cannot be written: %s', (code, why) => {
    const error = outputError('/runs/x/results.csv', Object.assign(new Error('write'), { code }));
    expect(error.message).toBe(`/runs/x/results.csv could not be written: ${why}`);
  });
});
