/** What `import` is told about those who are not there when it runs. */
import { resolve } from 'node:path';
import type { ImportSettings } from './import-settings.ts';
import type { OptionReader } from './option-reader.ts';

/** Checks the flags; problems are kept in the reader. */
export function readWatchSettings(reader: OptionReader): Pick<ImportSettings, 'pingUrl' | 'metricsFile'> {
  const metricsFile = reader.text('metrics-file');
  return {
    pingUrl: reader.value('ping-url', readPingUrl, 'an address such as https://hc-ping.com/your-id'),
    // A run that is resumed from another folder writes the same file.
    metricsFile: metricsFile === null ? null : resolve(metricsFile),
  };
}

function readPingUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, hash } = new URL(text);
  const isPlain = username === '' && password === '' && hash === '';
  return isPlain && (protocol === 'https:' || protocol === 'http:') ? text : null;
}
