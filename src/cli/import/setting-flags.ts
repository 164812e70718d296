/** Says again as flags what an import was told. What is as it would be without a flag is left out. */
import { API_VERSIONS } from '../../core/endpoints.ts';
import { boundText } from '../../core/guards.ts';
import { DEFAULT_RETRY_POLICY } from '../../core/retry.ts';
import { shellWord } from '../../core/shell-word.ts';
import { MAX_BATCH_INPUTS } from '../../core/terms.ts';
import { DEFAULT_BASE_URL, DEFAULT_TIMEOUT_MS, type ImportSettings } from './import-settings.ts';

/** What is made of the rows. */
export function meaningFlags(settings: ImportSettings): readonly string[] {
  const { from, to, type, map, existing, createLabels = null, checkLimits = false } = settings;
  const columns = { from: map.from, to: map.to, type: map.type, from_type: map.fromType, to_type: map.toType };
  const maps = Object.entries(columns).flatMap(([role, column]) =>
    column === undefined ? [] : valued('map', `${role}=${column}`),
  );
  return [
    ...valued('from', from),
    ...valued('to', to),
    ...valued('type', type),
    ...maps,
    ...valued('existing', existing),
    ...(checkLimits ? ['--check-limits'] : []),
    ...(createLabels === null ? [] : ['--create-labels']),
    ...(createLabels === 'yes' ? ['--yes'] : []),
  ];
}

/** Where something is sent, as whom, and where runs are kept. */
type Place = Pick<ImportSettings, 'sandbox' | 'baseUrl' | 'apiVersion' | 'tokenFile' | 'runsDir'>;

/** Where rows go, as whom, and where runs are kept. */
export function placeFlags(place: Place): readonly string[] {
  const { sandbox, baseUrl, apiVersion, runsDir } = place;
  return [
    ...(sandbox ? ['--sandbox'] : []),
    ...valued('base-url', sandbox ? null : unless(baseUrl, DEFAULT_BASE_URL)),
    ...valued('api-version', unless(apiVersion, API_VERSIONS[0])),
    ...tokenFlags(place),
    ...valued('runs-dir', unless(runsDir, 'runs')),
  ];
}

/** Where the token is, unless it is in the environment. */
export function tokenFlags({ sandbox, tokenFile = null }: Pick<Place, 'sandbox' | 'tokenFile'>): readonly string[] {
  return valued('token-file', sandbox ? null : tokenFile);
}

/** How a file is written. */
export function formatFlags({
  delimiter,
  encoding,
}: Pick<ImportSettings, 'delimiter' | 'encoding'>): readonly string[] {
  return [...valued('delimiter', delimiter === '\t' ? 'tab' : delimiter), ...valued('encoding', encoding)];
}

/** How fast, how long, and how much may go wrong. */
export function paceFlags(settings: ImportSettings): readonly string[] {
  const {
    batchSize,
    rate,
    concurrency,
    timeoutMs,
    maxAttempts,
    maxErrors,
    maxDurationMs,
    reserveDaily = null,
  } = settings;
  const reserve = reserveDaily?.kind === 'count' ? `${reserveDaily.requests}` : `${reserveDaily?.percent}%`;
  return [
    ...valued('batch-size', unless(batchSize, MAX_BATCH_INPUTS)),
    ...valued('rate', rate),
    ...valued('concurrency', concurrency),
    ...valued('timeout', durationText(unless(timeoutMs, DEFAULT_TIMEOUT_MS))),
    ...valued('max-attempts', unless(maxAttempts, DEFAULT_RETRY_POLICY.maxAttempts)),
    ...valued('max-errors', maxErrors === null ? null : boundText(maxErrors)),
    ...valued('max-duration', durationText(maxDurationMs)),
    ...valued('reserve-daily', reserveDaily === null ? null : reserve),
  ];
}

function unless<Value>(value: Value, usual: Value): Value | null {
  return value === usual ? null : value;
}

/** A value that begins with a dash would be read as a flag if it stood by itself. */
function valued(name: string, value: string | number | null): readonly string[] {
  if (value === null) return [];
  const word = shellWord(String(value));
  return String(value).startsWith('-') ? [`--${name}=${word}`] : [`--${name}`, word];
}

/** In the largest unit that it is a whole number of. */
function durationText(durationMs: number | null): string | null {
  if (durationMs === null) return null;
  if (durationMs % 60_000 === 0) return `${durationMs / 60_000}m`;
  return durationMs % 1_000 === 0 ? `${durationMs / 1_000}s` : `${durationMs}ms`;
}
