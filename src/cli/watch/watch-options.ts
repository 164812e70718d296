/** What `import` is told about others: those who share its daily requests, and those who are not there when it runs. */
import { resolve } from 'node:path';
import type { DailyReserve } from '../../core/daily-reserve.ts';
import type { ImportSettings } from '../import/import-settings.ts';
import type { OptionReader } from '../options/option-reader.ts';
import { readErrorBound } from '../options/option-values.ts';

/** Checks the flags; problems are kept in the reader. */
export function readWatchSettings(
  reader: OptionReader,
): Pick<ImportSettings, 'reserveDaily' | 'pingUrl' | 'metricsFile'> {
  const metricsFile = reader.text('metrics-file');
  const reserve = 'a number of requests (50000) or a share of the day up to 100% (20%)';
  return {
    reserveDaily: reader.value('reserve-daily', readReserve, reserve),
    pingUrl: reader.value('ping-url', readPingUrl, 'an address such as https://hc-ping.com/your-id'),
    // A run that is resumed from another folder writes the same file.
    metricsFile: metricsFile === null ? null : resolve(metricsFile),
  };
}

function readReserve(text: string): DailyReserve | null {
  const bound = readErrorBound(text.replaceAll(',', ''));
  return bound?.kind === 'count' ? { kind: 'count', requests: bound.rows } : bound;
}

function readPingUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, hash } = new URL(text);
  const isPlain = username === '' && password === '' && hash === '';
  return isPlain && (protocol === 'https:' || protocol === 'http:') ? text : null;
}
