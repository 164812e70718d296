/** The machine of docs/cron.md inside a folder: the document's texts, and what executes them. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, expect } from '@jest/globals';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import { root, temporaryFolder } from '../cli/support.ts';
import { sandboxWith } from '../sandbox/support.ts';

/** docs/cron.md. */
export const document = readFileSync(path.join(root, 'docs/cron.md'), 'utf8');

/** The code blocks of a language, in order. */
export function blocks(language: string): readonly string[] {
  return [...document.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  );
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A machine as the document describes it, inside a folder: its paths are put below the folder. */
export interface Machine {
  readonly folder: string;
  readonly pings: readonly string[];
  /** A text of the document, for this machine. */
  here(text: string): string;
  /** Executes a line as cron does: by sh, with this environment and no other. */
  cron(line: string, environment: Readonly<Record<string, string>>): Promise<Ended>;
}

/** How a process ended, and what it said on either stream. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** A machine with this file to import, and a HubSpot and a monitoring service of its own. */
export async function machine(rows: string, options: SandboxOptions = {}): Promise<Machine> {
  const sandbox = await sandboxWith({ token: 'pat-nightly', ...options });
  const pings: string[] = [];
  const monitor = createServer((request, response) => {
    pings.push(request.url ?? '');
    response.end();
  });
  servers.push(monitor);
  await new Promise<void>((resolve) => monitor.listen(0, '127.0.0.1', resolve));
  const monitorUrl = `http://127.0.0.1:${(monitor.address() as AddressInfo).port}`;
  const folder = temporaryFolder();
  const here = (text: string): string =>
    text
      .replaceAll(/(?<=[\s=:"])\/(?=srv\/|etc\/hs-assoc|usr\/local\/bin|var\/lib\/)/g, `${folder}/`)
      .replaceAll('https://hc-ping.com', monitorUrl);
  for (const name of ['srv/hs-assoc', 'etc/hs-assoc', 'usr/local/bin', 'var/lib/node_exporter/textfile']) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  writeFileSync(path.join(folder, 'srv/hs-assoc/nightly.csv'), rows);
  const [json = ''] = blocks('json');
  const config = { ...JSON.parse(here(json)), 'base-url': sandbox.url };
  writeFileSync(path.join(folder, 'srv/hs-assoc/nightly.json'), JSON.stringify(config));
  writeFileSync(path.join(folder, 'etc/hs-assoc/token'), 'pat-nightly\n', { mode: 0o600 });
  const command = path.join(folder, 'usr/local/bin/hs-assoc');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${path.join(root, 'dist/bin.js')}' "$@"\n`);
  chmodSync(command, 0o755);
  const cron: Machine['cron'] = (line, environment) =>
    ended('/bin/sh', ['-c', line], {
      cwd: folder,
      env: { HOME: folder, LOGNAME: 'hs-assoc', SHELL: '/bin/sh', ...environment },
    });
  return { folder, pings, here, cron };
}

/** Executes a command to its end. */
export function ended(
  command: string,
  argv: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.on('error', reject).on('close', (code) => resolve({ code, said }));
  });
}

/** The commands and the environment of the document's crontab, as cron reads them. */
export function crontab({ here }: Machine): {
  readonly lines: readonly string[];
  readonly environment: Record<string, string>;
} {
  const environment: Record<string, string> = {};
  const lines: string[] = [];
  for (const line of here(blocks('crontab')[0] ?? '').split('\n')) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    const [, command] = /^(?:[\d*,/-]+ +){5}(.+)$/.exec(line.replace(/ {2,}/g, ' ')) ?? [];
    if (name !== undefined && value !== undefined) environment[name] = value;
    // What stands behind a bare percent sign is no command, but its standard input.
    else if (command !== undefined) lines.push(command.split(/(?<!\\)%/)[0] ?? '');
    else expect(line).toBe('');
  }
  return { lines, environment };
}

/** The keys of a unit's section; a key that occurs twice keeps its last value. */
export function unit(text: string, section: string): ReadonlyMap<string, string> {
  const [, body = ''] = new RegExp(`\\[${section}\\]\\n([\\s\\S]*?)(?=\\n\\[|$)`).exec(text) ?? [];
  return new Map(
    body.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}
