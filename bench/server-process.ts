/** The bench server in a process of its own, so that its work is not counted as anybody else's. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ServerSettings, ServerStats } from './server/settings.ts';

/** A running server process. */
export interface ServerProcess {
  readonly url: string;
  /** Forgets what was before and goes on with these settings. */
  reset(settings: ServerSettings): Promise<void>;
  stats(): Promise<ServerStats>;
  /** Ends the process. */
  close(): void;
}

const SCRIPT = path.join(import.meta.dirname, 'server.ts');

/** Starts the process and waits until it serves. */
export async function startServerProcess(): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the bench server ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  return {
    url,
    reset: async (settings) => {
      const response = await fetch(`${url}/stats`, { method: 'PUT', body: JSON.stringify(settings) });
      if (!response.ok) throw new Error('the bench server does not take these settings');
      await response.arrayBuffer();
    },
    stats: async () => {
      const stats: unknown = await (await fetch(`${url}/stats`)).json();
      // The server is the same program as this one; `ServerStats` is what it sends.
      return stats as ServerStats;
    },
    close: () => child.stdin.end(),
  };
}
