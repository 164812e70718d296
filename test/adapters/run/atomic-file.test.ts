import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { overwriteJson, replaceJson } from '../../../src/adapters/run/atomic-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const LASTING = { isDurable: true };

describe('a file that is replaced as a whole', () => {
  test('is the old or the new one to whoever reads it meanwhile', async () => {
    const path = join(await temporaryFolder(), 'state.json');
    await replaceJson(path, { version: 0, filling: '' }, LASTING);
    let isOver = false;
    const writing = (async () => {
      for (let version = 1; version <= 30; version += 1) {
        await replaceJson(path, { version, filling: 'x'.repeat(version * 3_000) }, { isDurable: version % 2 === 0 });
      }
      isOver = true;
    })();
    let last = 0;
    while (!isOver) {
      const { version, filling } = JSON.parse(await readFile(path, 'utf8'));
      expect([filling.length, version >= last]).toEqual([version * 3_000, true]);
      last = version;
    }
    await writing;
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ version: 30 });
  });

  test('is readable by its owner alone, and leaves no draft', async () => {
    const folder = await temporaryFolder();
    await replaceJson(join(folder, 'state.json'), [1], LASTING);
    expect(await readdir(folder)).toEqual(['state.json']);
    expect((await stat(join(folder, 'state.json'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, 'state.json'), 'utf8')).toBe('[\n  1\n]\n');
  });

  test('takes the place of a draft that a killed process left', async () => {
    const path = join(await temporaryFolder(), 'state.json');
    await writeFile(`${path}.new`, '{"half": ');
    await replaceJson(path, {}, LASTING);
    expect(await readFile(path, 'utf8')).toBe('{}\n');
  });

  test('that cannot be replaced stays, and the run can be resumed', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'state.json'));
    await writeFile(join(folder, 'state.json', 'kept'), '');
    await expect(replaceJson(join(folder, 'state.json'), {}, LASTING)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      exitCode: 5,
    });
    expect(await readdir(join(folder, 'state.json'))).toEqual(['kept']);
    await expect(replaceJson(join(folder, 'gone', 'x'), {}, LASTING)).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  });
});

test('a file that is written over is whole, though the system may take its bytes in pieces', async () => {
  const path = join(await temporaryFolder(), 'state.json');
  await writeFile(path, '{}\n');
  const handle = await open(path);
  const { write } = handle;
  let pieceCount = 0;
  const pieces = jest.spyOn(Object.getPrototypeOf(handle), 'write').mockImplementation((...given) => {
    const [bytes, start, length, position] = given;
    pieceCount += 1;
    return Reflect.apply(write, pieces.mock.contexts.at(-1), [bytes, start, Math.min(Number(length), 10), position]);
  });
  try {
    await overwriteJson(path, { rows: 'x'.repeat(100) });
  } finally {
    pieces.mockRestore();
    await handle.close();
  }
  expect(pieceCount).toBeGreaterThan(5);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ rows: 'x'.repeat(100) });
});
