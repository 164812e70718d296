// Runs the commands of docs/labels-and-limits.md again, in order. With UPDATE_TRANSCRIPT=1 it writes what they say.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { root, temporaryFolder } from './cli/support.ts';
import { sandboxWith } from './sandbox/support.ts';

const file = path.join(root, 'docs', 'labels-and-limits.md');
const BLOCK = /```console\n([\s\S]*?)```/g;

/** What differs from run to run, put as it is in the document. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/in \d+ ms/g, 'in 12 ms'],
  [/in [\d.]+ s,/g, 'in 0.1 s,'],
  [/after [\d.]+ s:/g, 'after 0.1 s:'],
  [/[\d,]+ rows\/s/g, '9 rows/s'],
  [/[\d.]+ [GM]B free/g, '120.0 GB free'],
  [/hs-assoc \d\S*, Node.js [\d.]+/g, 'hs-assoc 0.1.0, Node.js 22.12.0'],
  [/[\d,]+ of 250,000 left/g, '249,999 of 250,000 left'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '0b8a51e4-9c02-4f0e-b9a1-6d2f5c7e8a90'],
];

/** What the shell shows for a command, its exit code included where it is not 0. */
async function said(command: string, cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
  const script = `hs-assoc() { "${process.execPath}" "${path.join(root, 'dist', 'bin.js')}" "$@"; }; ${command}`;
  const child = spawn('bash', ['-c', `{ ${script}\n} 2>&1 </dev/null`], { cwd, env });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  for (const [pattern, constant] of VARIABLE) text = text.replace(pattern, constant);
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return code === 0 ? ended : `${ended}(exit code ${code})\n`;
}

test('says what the commands say', async () => {
  const before = readFileSync(file, 'utf8');
  const { url } = await sandboxWith({ rateLimit: null });
  const cwd = temporaryFolder();
  const env = {
    PATH: process.env.PATH ?? '',
    HUBSPOT_ACCESS_TOKEN: 'pat-eu1-rehearsal',
    HS_ASSOC_BASE_URL: url,
    HS_ASSOC_NO_PROGRESS: '1',
  };
  let after = before;
  for (const [whole, block = ''] of before.matchAll(BLOCK)) {
    let made = '';
    for (const [, command = '', output = ''] of block.matchAll(/^\$ (.+)\n((?:(?!\$ ).*\n)*)/gm)) {
      const given = /^cat ([\w-]+\.csv)$/.exec(command)?.[1];
      // A file of the reader's own is made as it is shown; a file in a run directory is looked at.
      if (given !== undefined) writeFileSync(path.join(cwd, given), output);
      made += `$ ${command}\n${(await said(command, cwd, env)).replaceAll(url, 'http://127.0.0.1:4010')}`;
    }
    after = after.replace(whole, () => `\`\`\`console\n${made}\`\`\``);
  }
  if (process.env.UPDATE_TRANSCRIPT === '1') writeFileSync(file, after);
  else expect(after).toBe(before);
}, 120_000);
