// Runs the commands whose words the README shows: each line that it shows is said, in that order. `…` stands for what is left out.
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root, temporaryFolder } from './cli/support.ts';
import { sandboxWith } from './sandbox/support.ts';
import { constant, said } from './support/transcript.ts';

const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```\n(\$ hs-assoc [\s\S]*?)^```$/gm)].map(([, block = '']) => block);

/** The lines that a block shows, and all that its commands say. */
async function shownAndSaid(block: string, env: Readonly<Record<string, string>>): Promise<[string[], string[]]> {
  const cwd = temporaryFolder();
  cpSync(path.join(root, 'samples'), path.join(cwd, 'samples'), { recursive: true });
  const shown: string[] = [];
  let made = '';
  for (const [, command = '', output = ''] of block.matchAll(/^\$ (.+)\n((?:(?!\$ ).*\n)*)/gm)) {
    shown.push(`$ ${command}`, ...constant(output).trimEnd().split('\n'));
    made += `$ ${command}\n${await said(command, cwd, { PATH: process.env.PATH ?? '', HS_ASSOC_NO_PROGRESS: '1', ...env })}`;
  }
  return [shown.filter((line) => line.trim() !== '…'), made.split('\n')];
}

/** The lines of `shown` that `made` does not have behind those before them. */
function missingFrom(made: readonly string[], shown: readonly string[]): readonly string[] {
  let at = 0;
  return shown.filter((line) => {
    const found = made.indexOf(line, at);
    if (found === -1) return true;
    at = found + 1;
    return false;
  });
}

describe('the README', () => {
  test('shows what the demo says', async () => {
    const [shown, made] = await shownAndSaid(blocks[0] ?? '', {});
    expect(shown.length).toBeGreaterThan(15);
    expect(missingFrom(made, shown)).toEqual([]);
  }, 60_000);

  test('shows what the other commands say', async () => {
    const { url } = await sandboxWith({ rateLimit: { max: 100, intervalMs: 10_000 } });
    const env = { HUBSPOT_ACCESS_TOKEN: 'pat-eu1-rehearsal', HS_ASSOC_BASE_URL: url };
    const [shown, made] = await shownAndSaid(blocks[1] ?? '', env);
    expect(shown.length).toBeGreaterThan(8);
    expect(missingFrom(made, shown)).toEqual([]);
  }, 60_000);
});
