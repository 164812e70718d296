// What a later sitting knows of the notes of earlier ones, whatever a killed process left of the last line.
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { AdditionFile } from '../../../src/adapters/run/addition-notes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const FIRST = '{"rows":"1-3,7","had":{"2":"USER_DEFINED:28"}}\n';
const SECOND = '{"rows":"2,9","had":{"2":"USER_DEFINED:30","9":"HUBSPOT_DEFINED:1"}}\n';

async function noted(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'additions.jsonl');
  await writeFile(path, text);
  return path;
}

describe('notes of earlier sittings', () => {
  test('tell which rows were about to be added, and what their pairs had at first', async () => {
    const file = await AdditionFile.open(await noted(FIRST + SECOND), { firstRow: 2, bytes: FIRST.length });
    expect([1, 2, 3, 4, 7, 9].filter((row) => file.wasNoted(row))).toEqual([2, 3, 7, 9]);
    expect([2, 3, 9].map((row) => file.hadAtFirst(row))).toEqual(['USER_DEFINED:28', '', 'HUBSPOT_DEFINED:1']);
    await file.close();
  });

  test.each(['', '{"rows":"11', '{"rows":"11"}'])('go on where the last whole line ends: %j', async (torn) => {
    const path = await noted(FIRST + torn);
    const file = await AdditionFile.open(path, { firstRow: 1, bytes: 0 });
    expect(file.wasNoted(11)).toBe(false);
    await file.note({ pair: 'contacts→companies', rows: '12', had: {} });
    await file.close();
    expect(await readFile(path, 'utf8')).toBe(`${FIRST}{"pair":"contacts→companies","rows":"12","had":{}}\n`);
  });

  test('are none where there is no file, and one that was made is begun anew', async () => {
    const path = join(await temporaryFolder(), 'additions.jsonl');
    const file = await AdditionFile.open(path, { firstRow: 1, bytes: 0 });
    expect(file.wasNoted(1)).toBe(false);
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('');
  });

  test('that were damaged are told with their place', async () => {
    const path = await noted(FIRST);
    await appendFile(path, 'x\n');
    await expect(AdditionFile.open(path, { firstRow: 1, bytes: 0 })).rejects.toMatchObject({ code: 'OUTPUT_DAMAGED' });
  });
});
