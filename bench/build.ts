/** Builds the command that is measured. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Builds into a folder of its own, so that another build meanwhile does not pull it away; returns the path of the
 * command. It is below node_modules because there it finds its libraries, and tests and type checks do not look.
 */
export function build(): string {
  const out = path.join(root, 'node_modules/.cache/hs-assoc-bench');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', path.join(root, 'tsconfig.build.json'), '--outDir', path.join(out, 'dist')];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error('the sources cannot be built');
  copyFileSync(path.join(root, 'package.json'), path.join(out, 'package.json'));
  return path.join(out, 'dist/bin.js');
}
