// Guards speed and memory by counts that are the same on every machine: requests, what is in flight, what is held.
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type FileSpec, writeFile } from '../bench/files.ts';
import { type BenchServer, startBenchServer } from '../bench/server/server.ts';
import { type ServerSettings, unthrottled } from '../bench/server/settings.ts';
import { startImport } from '../src/cli/import/import-run.ts';
import type { ImportRun } from '../src/cli/import/import-run-types.ts';
import type { ImportSettings } from '../src/cli/import/import-settings.ts';
import type { RunSummary } from '../src/cli/screen/run-summary.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const running: BenchServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

const settingsOfAll: Omit<ImportSettings, 'file' | 'baseUrl' | 'out'> = {
  from: 'contacts',
  to: 'companies',
  type: null,
  map: {},
  delimiter: null,
  encoding: null,
  batchSize: 2_000,
  rate: null,
  concurrency: null,
  timeoutMs: 30_000,
  maxAttempts: 3,
  maxErrors: null,
  maxDurationMs: null,
  existing: 'replace',
  dryRun: false,
  sandbox: false,
  keepInput: false,
  apiVersion: '2026-03',
  runsDir: 'runs',
  logFile: null,
};

interface Guarded {
  readonly server: BenchServer;
  readonly summary: RunSummary;
  /** The most rows that were read and not reported, at any turn of the event loop. */
  readonly mostRowsHeld: number;
}

/** Imports a file of the bench and watches what it holds. `bytesPerRow` is what a row takes in the file, about. */
async function importGuarded(
  file: FileSpec,
  {
    server: serverSettings,
    bytesPerRow,
    ...settings
  }: Partial<ImportSettings> & {
    readonly server?: Partial<ServerSettings>;
    readonly bytesPerRow: number;
  },
): Promise<Guarded> {
  const folder = await temporaryFolder();
  const input = path.join(folder, 'rows.csv');
  writeFile(input, file);
  const server = await startBenchServer({ ...unthrottled, ...serverSettings });
  running.push(server);
  const run = await startImport(
    { ...settingsOfAll, ...settings, file: input, baseUrl: server.url, out: path.join(folder, 'run') },
    { token: 'pat-test', stdin: Readable.from([]), logEcho: null, notice: () => {} },
  );
  const watched = watch(run, bytesPerRow);
  const summary = await run.done.finally(watched.end);
  return { server, summary, mostRowsHeld: watched.mostBytesHeld / bytesPerRow };
}

/** Looks at every turn of the event loop, until it is ended. */
function watch(run: ImportRun, bytesPerRow: number): { mostBytesHeld: number; end(): void } {
  let isOver = false;
  const watched = {
    mostBytesHeld: 0,
    end: () => {
      isOver = true;
    },
  };
  const look = (): void => {
    const { rows, bytesRead } = run.progress();
    watched.mostBytesHeld = Math.max(watched.mostBytesHeld, bytesRead - rows.read * bytesPerRow);
    if (!isOver) setImmediate(look);
  };
  look();
  return watched;
}

/** One read of the file: a block may exceed a bound. */
const BLOCK_BYTES = 64 * 1024;
const NARROW_BYTES = 28;

describe('an import of 60,000 rows', () => {
  test('takes one request for 2,000 rows, and two to learn the types', async () => {
    const { server, summary } = await importGuarded({ shape: 'narrow', rows: 60_000 }, { bytesPerRow: NARROW_BYTES });
    expect(summary.rows.created).toBe(60_000);
    expect(server.stats).toMatchObject({ requests: 32, writes: 30, labels: 2, reads: 0, inputs: 60_000 });
    expect(server.stats).toMatchObject({ mostInputs: 2_000, throttled: 0, unreadable: 0 });
    // 132 bytes an input: nothing is sent twice, and nothing that HubSpot does not ask for.
    expect(server.stats.bytesIn / 60_000).toBeLessThan(135);
  });

  test('keeps as many batches in flight as it is told, and reads ahead by four more', async () => {
    const { server, mostRowsHeld } = await importGuarded(
      { shape: 'narrow', rows: 60_000 },
      // So late that five batches are ready before the first is answered, however busy the machine is.
      { bytesPerRow: NARROW_BYTES, concurrency: 5, server: { latencyMs: 800 } },
    );
    expect(server.stats).toMatchObject({ mostInFlight: 5, mostInputsInFlight: 10_000 });
    // Rows of the block that fills the window, of the one that is being read, and of the one that the file gave ahead of it.
    const slack = (3 * BLOCK_BYTES) / NARROW_BYTES;
    expect(mostRowsHeld).toBeLessThanOrEqual(2_000 * (5 + 4) + slack);
    expect(mostRowsHeld).toBeGreaterThan(2_000 * 5);
  });

  test('is never refused for being too fast, though its requests do not fit into one window', async () => {
    const limit = { max: 12, intervalMs: 1_000 };
    const { server, summary } = await importGuarded(
      { shape: 'narrow', rows: 60_000 },
      { bytesPerRow: NARROW_BYTES, server: { limit, latencyMs: 20, jitterMs: 50 } },
    );
    expect(summary.rows.created).toBe(60_000);
    expect(server.stats).toMatchObject({ requests: 32, throttled: 0 });
  });
});

describe('an import of other files', () => {
  test('sends nothing for rows that are broken', async () => {
    const { server, summary } = await importGuarded({ shape: 'broken', rows: 20_000 }, { bytesPerRow: NARROW_BYTES });
    expect(summary.rows.invalid).toBe(20_000);
    expect(server.stats).toMatchObject({ requests: 2, writes: 0 });
  });

  test('takes one request for 2,000 rows whose records are missing', async () => {
    const { server, summary } = await importGuarded({ shape: 'missing', rows: 6_000 }, { bytesPerRow: NARROW_BYTES });
    expect(summary.rows.rejected).toBe(6_000);
    expect(server.stats).toMatchObject({ requests: 5, writes: 3 });
  });

  test('takes one request for each of 200 mixed pairs', async () => {
    const { server, summary } = await importGuarded(
      { shape: 'mixed', rows: 30_000 },
      { bytesPerRow: 40, from: null, to: null, concurrency: 10 },
    );
    expect(summary.rows.created).toBe(30_000);
    // And one for the account's id, as with every import of a hundred requests or more.
    expect(server.stats).toMatchObject({ requests: 401, labels: 200, writes: 200, inputs: 30_000 });
  });
});
