/** Says before the first row is sent what is about to be sent, and warns when the day will not suffice. */
import type { PacedDispatcher } from '../../adapters/hubspot/dispatcher.ts';
import { reservedRequests } from '../../core/daily-reserve.ts';
import { keepsWhatExists } from '../../pipeline/keep-existing.ts';
import type { RecordReader } from '../../pipeline/row-source.ts';
import type { Stopper } from '../../pipeline/stopper.ts';
import { wordsForForecast, wordsForShortDay, wordsForUnknownDay } from '../wording/forecast.ts';
import { forecast } from './forecast.ts';
import type { ImportSurroundings } from './import-run-types.ts';
import type { ImportSettings } from './import-settings.ts';
import type { SampledRecords } from './reading.ts';
import { estimateRun } from './run-plan.ts';

/** Whose forecast it is. */
export interface TellForecastParts {
  /** Null where there is nothing to judge by. */
  readonly sample: Promise<SampledRecords | null>;
  readonly settings: ImportSettings;
  readonly surroundings: ImportSurroundings;
  readonly reader: Pick<RecordReader, 'read'>;
  readonly dispatcher: PacedDispatcher;
  readonly stopper: Stopper;
  /** Where the sittings before this one got to; null for the first. */
  readonly earlier: { readonly rowsDone: number } | null;
}

/**
 * About how many requests are to come, which the dispatcher is told as well. Says nothing, and returns null, of a pipe, of which
 * nobody knows the length, and of a run that is stopped already or sends nothing.
 */
export async function tellForecast(parts: TellForecastParts): Promise<number | null> {
  const { settings, surroundings, reader, dispatcher, stopper, earlier } = parts;
  if (stopper.stopped) return null;
  const { dailyMax = null, dailyRemaining = null } = dispatcher.allowance ?? {};
  const { reserveDaily = null, batchSize } = settings;
  const reserved = reserveDaily === null ? 0 : reservedRequests(reserveDaily, dailyMax);
  if (reserved === null || (reserveDaily !== null && dailyRemaining === null))
    surroundings.notice(wordsForUnknownDay());
  const known = { reader, batchSize, keeps: keepsWhatExists(settings.existing), rowsDone: earlier?.rowsDone ?? 0 };
  const sample = await parts.sample;
  if (sample === null) return null;
  const expected = await forecast(sample, known);
  dispatcher.expect(expected.requests);
  const estimatedMs = estimateRun(expected.requests, dispatcher, settings);
  const facts = { ...expected, dailyRemaining, reserved: reserved ?? 0, estimatedMs };
  surroundings.remark?.(wordsForForecast(facts));
  const warning = wordsForShortDay(facts);
  if (warning !== null) surroundings.notice(warning);
  return expected.requests;
}
