// Guards the work of a start and of a row by counting instructions of the built command, where valgrind is installed.
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { csvParseAlone, ours } from '../bench/contenders.ts';
import { canCountInstructions, countInstructions } from '../bench/count-instructions.ts';
import { writeFile } from '../bench/files.ts';
import { startBenchServer } from '../bench/server/server.ts';
import { unthrottled } from '../bench/server/settings.ts';
import { root } from './cli/support.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const bin = path.join(root, 'dist', 'bin.js');
/** Valgrind takes ten times as long, and another test runs beside. */
const PATIENCE_MS = 300_000;
const MILLION = 1_000_000;

async function instructionsOfImport(
  rows: number,
): Promise<{ readonly ours: number; readonly parsing: () => Promise<number> }> {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'rows.csv');
  writeFile(file, { shape: 'narrow', rows });
  const server = await startBenchServer(unthrottled);
  try {
    const place = { bin, file, url: server.url, out: path.join(folder, 'run') };
    const counted = await countInstructions(ours('ours').command(place));
    return { ours: counted, parsing: () => countInstructions(csvParseAlone.command(place)) };
  } finally {
    await server.close();
  }
}

(canCountInstructions() ? describe : describe.skip)('instructions', () => {
  test(
    'of a start are few: what a command does not need is not loaded',
    async () => {
      const nothing = await countInstructions({ args: ['-e', '0'] });
      const version = await countInstructions({ args: [bin, '--version'] });
      const tenRows = (await instructionsOfImport(10)).ours;
      // 100 and 710 on Node 20, half of that on Node 26. undici took 260 more of ten rows.
      expect((version - nothing) / MILLION).toBeLessThan(125);
      expect((tenRows - nothing) / MILLION).toBeLessThan(900);
    },
    PATIENCE_MS,
  );

  test(
    'of 100,000 rows are about twice those of csv-parse alone',
    async () => {
      const { ours: counted, parsing } = await instructionsOfImport(100_000);
      // 1.75 on Node 20, 1.6 to 1.8 on Node 26, start-up included; peer 3 takes 2.7.
      expect(counted / (await parsing())).toBeLessThan(2.15);
    },
    PATIENCE_MS,
  );
});
