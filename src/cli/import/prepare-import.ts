/** What a sitting asks HubSpot and reads before its first row is sent. */
import { RowSet } from '../../core/row-ranges.ts';
import { PairDirectory } from '../../pipeline/pair-directory.ts';
import type { RecordReader } from '../../pipeline/row-source.ts';
import type { Stopper } from '../../pipeline/stopper.ts';
import type { Connection } from '../connection.ts';
import type { BatchWriting } from './batch-writing.ts';
import { openBatchWriting } from './batch-writing.ts';
import { checkFile } from './check-file.ts';
import type { SessionParts } from './import-session.ts';
import type { Reading } from './reading.ts';
import type { ImportCheckpoint } from './run-outputs.ts';
import { tellForecast } from './tell-forecast.ts';

/** Whose preparation it is. */
export interface PreparationParts extends SessionParts {
  readonly connection: Connection;
  readonly epoch: ImportCheckpoint['resumeAt'];
  readonly stopper: Stopper;
}

/** What rows are read and written with. */
export interface PreparedImport {
  /** Knows the types of the pairs that the file names. */
  readonly directory: PairDirectory;
  readonly reader: RecordReader;
  readonly writing: BatchWriting;
  /** About how many requests are to come; null where nobody knows. */
  readonly requests: number | null;
}

/** Asks for what has to be known first, and says what will be sent. Throws what is wrong with the file or the call. */
export async function prepareImport(reading: Reading, parts: PreparationParts): Promise<PreparedImport> {
  const { settings, file, surroundings, earlier, epoch, stopper } = parts;
  const { context, dispatcher } = parts.connection;
  const directory = new PairDirectory(context, { version: settings.apiVersion, bothDirections: file.hasTypes });
  const sample = settings.dryRun ? null : reading.sample();
  const reader = await checkFile(file, { settings, surroundings, context, directory });
  const additions = {
    path: parts.directory.additions,
    firstRow: epoch.firstRow,
    bytes: earlier?.bytes.additions ?? 0,
  };
  const { hasTypes } = file;
  const doubtful = new RowSet(earlier?.doubtful ?? '');
  const writing = await openBatchWriting({ settings, context, directory, hasTypes, additions, doubtful });
  const told = { settings, surroundings, earlier, reader, dispatcher, stopper };
  const requests = sample === null ? null : await tellForecast({ sample, ...told });
  return { directory, reader, writing, requests };
}
