/** Words for what an import is about to send, and for what the account has left of its day. */
import { count, counted, duration } from './numbers.ts';

/** What is told before the first row is sent. */
export interface ForecastFacts {
  readonly requests: number;
  readonly isExact: boolean;
  /** Requests that the account has left today; null when the answers do not tell. */
  readonly dailyRemaining: number | null;
  /** Of these, how many are reserved for others. */
  readonly reserved: number;
  readonly estimatedMs: number;
}

/** `forecast: about 1,240 requests, 0.4 % of what is left today, about 2 min`. */
export function wordsForForecast({ requests, isExact, dailyRemaining, estimatedMs }: ForecastFacts): string {
  const number = `${isExact ? '' : 'about '}${counted(requests, 'request')}`;
  const share = shareOfDay(requests, dailyRemaining);
  return `forecast: ${[number, ...(share === null ? [] : [share]), roughTime(estimatedMs)].join(', ')}`;
}

/** That the day does not suffice; null when it does, or when nobody knows. */
export function wordsForShortDay({ requests, isExact, dailyRemaining, reserved }: ForecastFacts): string | null {
  if (dailyRemaining === null) return null;
  const usable = Math.max(0, dailyRemaining - reserved);
  if (requests <= usable) return null;
  const left = `${counted(dailyRemaining, 'request')} ${dailyRemaining === 1 ? 'is' : 'are'} left today`;
  const less = reserved === 0 ? left : `${left}, and ${count(reserved)} are reserved for others`;
  const needed = `${isExact ? '' : 'about '}${counted(requests, 'request')} ${requests === 1 ? 'is' : 'are'} needed`;
  return `note: ${needed}, but ${less}: the run will stop before its end, and can be resumed tomorrow`;
}

/** That a reserve cannot be kept. */
export function wordsForUnknownDay(): string {
  return 'note: --reserve-daily has no effect: the answers do not tell what is left of the day';
}

/** `0.4 % of what is left today`; null when nobody knows. */
export function shareOfDay(requests: number, dailyRemaining: number | null): string | null {
  if (dailyRemaining === null) return null;
  if (requests > dailyRemaining) return 'more than what is left today';
  const percent = dailyRemaining === 0 ? 0 : (requests / dailyRemaining) * 100;
  const shown = percent < 0.1 ? 'under 0.1' : percent < 9.95 ? percent.toFixed(1) : count(percent);
  return `${shown} % of what is left today`;
}

/** What reading, connecting and the first answers take is in no estimate: nothing shorter is promised. */
const SHORTEST_MS = 2_000;

/** `about 2 min`: as exact as an estimate is. */
export function roughTime(ms: number): string {
  if (ms < SHORTEST_MS) return 'a second or two';
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `about ${seconds} s`;
  return `about ${duration(Math.round(seconds / 60) * 60_000)}`;
}
