/** What a case and its bounds are made of. */
import type { Contender } from '../contenders.ts';
import type { FileSpec } from '../files.ts';
import type { Medians } from '../run-case.ts';
import type { ServerSettings } from '../server/settings.ts';

/** The medians of a contender, in this case or in another that ran before; null when it did not run. */
export type Results = (contender: string, otherCase?: string) => Medians | null;

/** One bound of a case: a figure made from medians, and the least or the most that it may be. */
export interface Bound {
  readonly what: string;
  readonly least?: number;
  readonly most?: number;
  readonly figure: (results: Results) => number | null;
}

/** One case. */
export interface Case {
  readonly name: string;
  readonly title: string;
  readonly file: FileSpec;
  readonly server: ServerSettings;
  readonly contenders: readonly Contender[];
  /** How often each contender runs, one after the other in turn; the median counts. */
  readonly rounds: number;
  /** The same with `--full`, where that is more. */
  readonly fullRounds?: number;
  readonly bounds: readonly Bound[];
  /** Runs only with `--full`: it takes a minute or so. */
  readonly isLong?: boolean;
  /** Measures nothing but time, with nothing loaded into the process. */
  readonly isBare?: boolean;
}

const MB = 1024 * 1024;

/** The name under which the importer runs where it has no variants. */
export const OURS = 'hs-assoc';

/** HubSpot's rolling window of the larger accounts. */
export const WINDOW = { max: 190, intervalMs: 10_000 };

/** `--concurrency 10`: what memory is measured at, and what peer 3 has in flight. */
export const TEN_IN_FLIGHT = ['--concurrency', '10'];

/** A file of three columns. */
export function narrow(rows: number): FileSpec {
  return { shape: 'narrow', rows };
}

/** One contender's figure ÷ another's; null unless both ran. */
export function ratio(one: Medians | null, other: Medians | null, pick: (medians: Medians) => number): number | null {
  return one === null || other === null ? null : pick(one) / pick(other);
}

/** Holds peak memory, in MB. */
export function memoryBound(mostMb: number): Bound {
  return {
    what: `peak memory of ${OURS}, MB`,
    most: mostMb,
    figure: (results) => (results(OURS)?.rssBytes ?? Number.NaN) / MB,
  };
}

/** Nobody who paces itself is refused. */
export const noThrottling: Bound = {
  what: `429s that ${OURS} was answered with`,
  most: 0,
  figure: (results) => results(OURS)?.mostThrottled ?? null,
};
