/**
 * How many instructions the command and two of the peers take, in millions: at the start, and for each row. For comparing
 * a change with what was before it, where a clock would not see a difference under a tenth.
 *
 *     npx tsx bench/instructions.ts [FLAG…]      about four minutes; flags are the import's
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build.ts';
import type { Contender } from './contenders.ts';
import * as who from './contenders.ts';
import { canCountInstructions, countInstructions } from './count-instructions.ts';
import { BenchFiles } from './files.ts';
import { unthrottled } from './server/settings.ts';
import { startServerProcess } from './server-process.ts';

const SIZES = [10, 100_000, 300_000] as const;
const [, , ...flags] = process.argv;
const contenders: readonly Contender[] = [who.ours('hs-assoc', flags), who.fetchUnlimited, who.csvParseAlone];

if (!canCountInstructions()) throw new Error('valgrind is not installed');
const folder = mkdtempSync(path.join(tmpdir(), 'hs-assoc-instructions-'));
const server = await startServerProcess();
try {
  await server.reset(unthrottled);
  const files = new BenchFiles(folder);
  const bin = build({ isBundled: true });
  tell('', ...SIZES.map((rows) => `${rows.toLocaleString('en')} rows`), 'per row');
  for (const contender of contenders) {
    const counts: number[] = [];
    for (const rows of SIZES) {
      const file = files.path({ shape: 'narrow', rows });
      const out = path.join(folder, `${contender.name}-${rows}`);
      counts.push(await countInstructions(contender.command({ bin, file, url: server.url, out })));
    }
    const [, some = 0, more = 0] = counts;
    const perRow = (more - some) / (SIZES[2] - SIZES[1]);
    tell(contender.name, ...counts.map(inMillions), Math.round(perRow).toLocaleString('en'));
  }
  for (const args of [
    ['-e', '0'],
    [bin, '--version'],
    [bin, '--help'],
  ]) {
    tell(`node ${args.map((arg) => path.basename(arg)).join(' ')}`, inMillions(await countInstructions({ args })));
  }
} finally {
  server.close();
  rmSync(folder, { recursive: true });
}

function inMillions(count: number): string {
  return (count / 1_000_000).toLocaleString('en', { maximumFractionDigits: 0 });
}

function tell(name: string, ...cells: readonly string[]): void {
  console.log(name.padEnd(24) + cells.map((cell) => cell.padStart(16)).join(''));
}
