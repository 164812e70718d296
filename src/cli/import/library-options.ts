/** What the library is given, and its check by the bounds of the command: a rate that is no number would wait for ever. */
import { API_VERSIONS, type ApiVersion } from '../../core/endpoints.ts';
import { HsAssocError } from '../../core/errors.ts';
import { readUrl } from '../options/option-values.ts';
import { checkedToken } from '../options/token.ts';
import { BOUNDS } from './import-settings.ts';

/** How to import. */
export interface ImportAssociationsOptions {
  readonly token: string;
  /** Object types for rows that carry none. */
  readonly from?: string;
  readonly to?: string;
  /** The type for rows that carry none. Default: the default association. */
  readonly type?: string;
  /** 1 to 2,000. Default: 2,000. */
  readonly batchSize?: number;
  /** Requests in ten seconds. Default: by what HubSpot's headers tell. */
  readonly rate?: number;
  /** Batches in flight. Default: by rate and latency. */
  readonly concurrency?: number;
  /** Default: 60,000. */
  readonly timeoutMs?: number;
  /** Whether the types that a pair has are read and kept. Default: `keep` for rows with a type. */
  readonly existing?: 'keep' | 'replace';
  readonly baseUrl?: string;
  readonly apiVersion?: ApiVersion;
  /** Stops the import: what is in flight ends, and the rows taken so far get their outcome. */
  readonly signal?: AbortSignal;
}

/** The same options, the token trimmed. Throws an `HsAssocError` that names every option that is out of bounds. */
export function checkedOptions(options: ImportAssociationsOptions): ImportAssociationsOptions {
  const problems = [
    ...(['batchSize', 'rate', 'concurrency', 'timeoutMs'] as const).flatMap((name) => outOfBounds(name, options[name])),
    ...unlike('existing', options.existing, ['keep', 'replace']),
    ...unlike('apiVersion', options.apiVersion, API_VERSIONS),
    ...(options.baseUrl === undefined || readUrl(options.baseUrl) !== null
      ? []
      : ['baseUrl must be an http(s) address']),
  ];
  if (problems.length > 0) throw new HsAssocError('OPTION_INVALID', { message: problems.join('; ') });
  return { ...options, token: checkedToken(options.token, 'token') };
}

function outOfBounds(name: keyof typeof BOUNDS, value: number | undefined): readonly string[] {
  const { least, most } = BOUNDS[name];
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  return [`${name} must be a whole number from ${least} to ${most}, not ${String(value)}`];
}

function unlike(name: string, value: string | undefined, choices: readonly string[]): readonly string[] {
  if (value === undefined || choices.includes(value)) return [];
  return [`${name} must be one of ${choices.join(', ')}, not ${JSON.stringify(value)}`];
}
