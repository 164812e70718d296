// Runs the commands of docs/labels-and-limits.md again, in order. With UPDATE_TRANSCRIPT=1 it writes what they say.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { root, temporaryFolder } from './cli/support.ts';
import { sandboxWith } from './sandbox/support.ts';
import { said } from './support/transcript.ts';

const file = path.join(root, 'docs', 'labels-and-limits.md');
const BLOCK = /```console\n([\s\S]*?)```/g;

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
