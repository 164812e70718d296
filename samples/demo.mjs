/**
 * `npm run demo`: imports samples/links.csv into the built-in sandbox. The file holds a few broken rows on purpose, so
 * the import ends with exit code 1; that is what the demo expects, and the only thing it calls a success.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
// Small batches, one after another: with the usual ones it would be over before the progress can be seen.
const argv = ['import', 'samples/links.csv', '--from', 'contacts', '--to', 'companies', '--sandbox'];
const pace = ['--batch-size', '250', '--concurrency', '1'];

process.stdout.write(`\n$ hs-assoc ${[...argv, ...pace].join(' ')}\n`);
const child = spawn(process.execPath, [path.join(root, 'dist', 'bin.js'), ...argv, ...pace, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// Ctrl-C reaches the import by itself; the demo waits for it to end.
process.on('SIGINT', () => undefined);
child.on('close', (code, signal) => {
  if (code === 1) {
    process.stdout.write(
      '\nThe demo worked. The import ended with exit code 1, as it should: 18 rows of the sample are broken on purpose,\n' +
        'and no row is left without a word. Look at the two files above; samples/README.md tells what is in the sample.\n',
    );
    return;
  }
  process.stderr.write(`\nThe demo expected exit code 1, but the import ended with ${signal ?? code}.\n`);
  process.exitCode = code === 0 || code === null ? 70 : code;
});
