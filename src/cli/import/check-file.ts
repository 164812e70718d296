/** Everything that is checked between the header and the first write: object types, types, and labels that are to be made. */
import type { RowReaderOptions } from '../../core/rows.ts';
import { RowReader } from '../../core/rows.ts';
import type { ExchangeContext } from '../../pipeline/exchange.ts';
import type { PairDirectory } from '../../pipeline/pair-directory.ts';
import type { RecordReader } from '../../pipeline/row-source.ts';
import { confirm } from '../account/confirm.ts';
import { distance } from '../text-distance.ts';
import { describeProblems } from '../wording/row-problems.ts';
import { checkTypes } from './check-types.ts';
import type { ImportFile } from './import-file.ts';
import type { ImportSurroundings } from './import-run-types.ts';
import type { ImportSettings } from './import-settings.ts';

/** What a file is checked with. */
export interface CheckParts {
  readonly settings: ImportSettings;
  readonly surroundings: ImportSurroundings;
  readonly context: ExchangeContext;
  readonly directory: PairDirectory;
}

/** The reader for the rows of a file that may be imported. Throws an `HsAssocError` (exit 2) with nothing written. */
export async function checkFile(file: ImportFile, parts: CheckParts): Promise<RecordReader> {
  const { settings, context, directory } = parts;
  const { header, totalBytes } = file.csv;
  const { columns, defaults } = file;
  let typesOf: RowReaderOptions['typesOf'] = (pair) => directory.typesOf(pair);
  const readerOptions: RowReaderOptions = {
    header,
    columns,
    defaults,
    typesOf: (pair) => typesOf(pair),
    describe: describeProblems,
    distance,
  };
  const reader = new RowReader(readerOptions);
  const mayLackLabels = settings.createLabels === 'ask' || settings.createLabels === 'yes';
  await checkTypes(file, { reader, directory, canReadTwice: totalBytes !== null, mayLackLabels });
  if (mayLackLabels && totalBytes !== null) {
    const typesThen = await makeLabels(file, readerOptions, parts);
    if (settings.dryRun) typesOf = typesThen;
  }
  if (context.stopper.stopped) return reader;
  if (mayLackLabels) await checkTypes(file, { reader, directory, canReadTwice: false, mayLackLabels: settings.dryRun });
  if (settings.checkLimits !== true || totalBytes === null) return reader;
  const { checkLimits } = await import('../limits/check-limits.ts');
  const account = { context, directory, version: settings.apiVersion };
  return checkLimits(file, {
    account,
    reader,
    notice: parts.surroundings.notice,
    concurrency: settings.concurrency,
  });
}

async function makeLabels(
  file: ImportFile,
  readerOptions: RowReaderOptions,
  parts: CheckParts,
): Promise<RowReaderOptions['typesOf']> {
  const { settings, surroundings, context, directory } = parts;
  const { createMissingLabels, withLabels } = await import('../labels/missing-labels.ts');
  const ask = surroundings.confirm ?? ((question, what) => confirm(question, { yes: false, what }));
  const labels = await createMissingLabels(file, {
    account: { context, directory, version: settings.apiVersion },
    readerOptions,
    isDryRun: settings.dryRun,
    notice: surroundings.notice,
    confirm: settings.createLabels === 'yes' ? async () => true : ask,
  });
  return (pair) => {
    const types = directory.typesOf(pair);
    return types === null ? null : withLabels(types, labels);
  };
}
