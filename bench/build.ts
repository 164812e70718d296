/** Builds the command that is measured. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Builds into a folder of its own, so that another build meanwhile does not pull it away; returns the path of the
 * command. It is below node_modules because there it finds its libraries, and tests and type checks do not look.
 * `isBundled`: as it is published, or file by file, so that a profile tells where a function is from.
 */
export function build({ isBundled }: { readonly isBundled: boolean }): string {
  const out = path.join(root, 'node_modules/.cache', isBundled ? 'hs-assoc-bench' : 'hs-assoc-profile');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const dist = path.join(out, 'dist');
  const args = isBundled
    ? ['run', '--silent', 'bundle', '--', `--outdir=${dist}`]
    : ['exec', 'tsc', '--', '-p', 'tsconfig.build.json', '--emitDeclarationOnly', 'false', '--outDir', dist];
  const { status } = spawnSync('npm', args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the sources cannot be built');
  copyFileSync(path.join(root, 'package.json'), path.join(out, 'package.json'));
  return path.join(dist, 'bin.js');
}
