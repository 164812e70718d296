/** What a shell shows for a command, made comparable: for documents that show what the built command says. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../cli/support.ts';

/** What differs from run to run, put as it is in the document. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/in \d+ ms/g, 'in 12 ms'],
  [/in [\d.]+ s,/g, 'in 0.1 s,'],
  [/after [\d.]+ s:/g, 'after 0.1 s:'],
  [/[\d,]+ rows\/s/g, '9 rows/s'],
  [/[\d.]+ [GM]B free/g, '120.0 GB free'],
  [/hs-assoc \d\S*, Node.js [\d.]+/g, 'hs-assoc 0.1.0, Node.js 22.12.0'],
  [/[\d,]+ of 250,000 left/g, '249,999 of 250,000 left'],
  [/\d{8}T\d{6}Z-[0-9a-f]{4}/g, '20261121T215332Z-f46c'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '0b8a51e4-9c02-4f0e-b9a1-6d2f5c7e8a90'],
];

/** The text with whatever differs from run to run put as it is in the documents. */
export function constant(text: string): string {
  return VARIABLE.reduce((sofar, [pattern, put]) => sofar.replace(pattern, put), text);
}

/** What the shell shows for a command, its exit code included where it is not 0. */
export async function said(command: string, cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
  const script = `hs-assoc() { "${process.execPath}" "${path.join(root, 'dist', 'bin.js')}" "$@"; }; ${command}`;
  const child = spawn('bash', ['-c', `{ ${script}\n} 2>&1 </dev/null`], { cwd, env });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  text = constant(text);
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return code === 0 ? ended : `${ended}(exit code ${code})\n`;
}
