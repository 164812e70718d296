/** Reads the `summary.json` of a run, for commands that look at runs. */
import { readFile } from 'node:fs/promises';
import { asArray, asNumber, asObject, asText } from '../../core/json.ts';
import { NO_ROWS } from '../../core/report.ts';
import type { RunSummary } from '../screen/run-summary.ts';

/** The summary at this path, or null when there is none that this version has written. */
export async function readSavedSummary(path: string): Promise<RunSummary | null> {
  try {
    const value = asObject(JSON.parse(await readFile(path, 'utf8')));
    return value !== null && isSummary(value) ? (value as unknown as RunSummary) : null;
  } catch {
    return null;
  }
}

/** Whether everything that is shown of a summary is there. */
function isSummary(value: Readonly<Record<string, unknown>>): boolean {
  const rows = asObject(value.rows);
  const requests = asObject(value.requests);
  const numbers = [...Object.keys(NO_ROWS).map((name) => rows?.[name]), requests?.sent, value.elapsedMs];
  return (
    value.schemaVersion === 1 &&
    numbers.every((number) => asNumber(number) !== null) &&
    ['running', 'finished', 'stopped', 'dry_run'].includes(asText(value.status)) &&
    asText(asObject(value.input)?.path) !== '' &&
    !Number.isNaN(Date.parse(asText(value.startedAt))) &&
    Array.isArray(value.errors) &&
    asArray(value.errors).every((error) => Array.isArray(asObject(error)?.examples))
  );
}
