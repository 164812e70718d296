/** A run as metrics in Prometheus's text format, for node_exporter's textfile collector. */
import { ROW_STATUSES } from '../../core/terms.ts';
import type { RunSummary } from '../screen/run-summary.ts';

/** What is measured. */
export interface MetricFacts {
  /** The file, as it was named: with it, several imports can be told apart. */
  readonly input: string;
  /** Null for an import that could not start. */
  readonly summary: RunSummary | null;
  /** Null while the run goes on. */
  readonly exitCode: number | null;
  /** In seconds of Unix time; null while the run goes on. */
  readonly endedAt: number | null;
  /** Of the last run that ended with 0, this one included; null when none is known. */
  readonly lastSuccessAt: number | null;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

/** Names of metrics begin with this. */
const PREFIX = 'hs_assoc_';
/** Survives from one run to the next. */
export const LAST_SUCCESS = `${PREFIX}last_success_timestamp_seconds`;

/** All metrics; what is not known is left out. */
export function renderMetrics(facts: MetricFacts): string {
  return metricsOf(facts)
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) =>
      [
        `# HELP ${PREFIX}${name} ${help}`,
        `# TYPE ${PREFIX}${name} gauge`,
        ...samples.map(([labels, value]) => `${PREFIX}${name}${labelText(facts.input, labels)} ${value}`),
        '',
      ].join('\n'),
    )
    .join('');
}

/** Whether a text is of these metrics, as far as its beginning tells. */
export function areMetrics(text: string): boolean {
  return text.startsWith(`# HELP ${PREFIX}`);
}

/** `{input="links.csv",status="created"}`. */
export function labelText(input: string, labels: Readonly<Record<string, string>> = {}): string {
  const all = Object.entries({ input, ...labels });
  return `{${all.map(([name, value]) => `${name}="${escaped(value)}"`).join(',')}}`;
}

function metricsOf({ summary, exitCode, endedAt, lastSuccessAt }: MetricFacts): readonly Metric[] {
  const one = (name: string, help: string, value: number | null | undefined): Metric => ({
    name,
    help,
    samples: value === null || value === undefined ? [] : [[{}, value]],
  });
  const requests = summary?.requests;
  return [
    one('running', 'Whether the run goes on.', exitCode === null ? 1 : 0),
    one('exit_code', 'How the last run ended; absent while it goes on.', exitCode),
    one('start_timestamp_seconds', 'When the run began.', summary === null ? null : seconds(summary.startedAt)),
    one('end_timestamp_seconds', 'When the last run ended; absent while it goes on.', endedAt),
    one('last_success_timestamp_seconds', 'When the last run with exit code 0 ended.', lastSuccessAt),
    one('duration_seconds', 'How long the run took, over all its sittings.', summary && summary.elapsedMs / 1_000),
    {
      name: 'rows',
      help: 'Rows by what became of them.',
      samples: summary === null ? [] : ROW_STATUSES.map((status) => [{ status }, summary.rows[status]] as const),
    },
    {
      name: 'requests',
      help: 'Requests by the status of their answer.',
      samples: Object.entries(requests?.byStatus ?? {}).map(([status, count]) => [{ status }, count] as const),
    },
    one('requests_retried', 'Requests that were sent before.', requests?.retried),
    one('requests_throttled', 'Requests that were answered with 429.', requests?.throttled),
  ];
}

/** Seconds of Unix time of an ISO 8601 text. */
export function seconds(text: string): number {
  return Date.parse(text) / 1_000;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
