/** The settings of a run as its checkpoint remembers them. */
import { asObject } from '../../core/json.ts';
import type { ImportSettings } from './import-settings.ts';

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'null';

/** What each setting may be; a checkpoint that says otherwise was edited or is of another version. */
const KINDS: Readonly<Record<keyof ImportSettings, readonly Kind[]>> = {
  file: ['string'],
  from: ['string', 'null'],
  to: ['string', 'null'],
  type: ['string', 'null'],
  map: ['object'],
  delimiter: ['string', 'null'],
  encoding: ['string', 'null'],
  batchSize: ['number'],
  rate: ['number', 'null'],
  concurrency: ['number', 'null'],
  timeoutMs: ['number'],
  maxAttempts: ['number'],
  maxErrors: ['object', 'null'],
  maxDurationMs: ['number', 'null'],
  existing: ['string', 'null'],
  createLabels: ['string', 'null'],
  checkLimits: ['boolean', 'null'],
  dryRun: ['boolean'],
  sandbox: ['boolean'],
  keepInput: ['boolean'],
  baseUrl: ['string'],
  tokenFile: ['string', 'null'],
  apiVersion: ['string'],
  runsDir: ['string'],
  out: ['string', 'null'],
  logFile: ['string', 'null'],
  reserveDaily: ['object', 'null'],
  pingUrl: ['string', 'null'],
  metricsFile: ['string', 'null'],
};

/** The settings, or null when the value holds none. */
export function readSavedSettings(value: unknown): ImportSettings | null {
  const fields = asObject(value);
  if (fields === null) return null;
  const isWhole = Object.entries(KINDS).every(([name, kinds]) => kinds.includes(kindOf(fields[name])));
  return isWhole ? (fields as unknown as ImportSettings) : null;
}

function kindOf(value: unknown): Kind {
  // What an older version did not save was not given.
  if (value === null || value === undefined) return 'null';
  const kind = typeof value;
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'object';
}
