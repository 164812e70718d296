/**
 * Reads a CSV from its beginning up to a record, as a stream: the file may be large, and it may grow meanwhile. A file
 * that is torn at its end, as a killed process leaves it, is read as far as it is whole.
 */
import { createReadStream } from 'node:fs';
import { HsAssocError } from '../../core/errors.ts';
import { type OpenCsvOptions, openCsv } from './csv-source.ts';
import { CHUNK_BYTES } from './input-bytes.ts';

/** How the file is written; what is left out is found out. */
export type RecordFormat = Pick<OpenCsvOptions, 'delimiter' | 'encoding'>;

/** A record and the header above it. */
export interface FoundRecord {
  readonly header: readonly string[];
  readonly fields: readonly string[];
}

/**
 * The record of this number, from 1, or null when the file has none. `passBy` is shown every record before it. A file
 * that is missing or no CSV has no records.
 */
export async function findRecord(
  path: string,
  number: number,
  {
    format = {},
    passBy,
  }: { readonly format?: RecordFormat; readonly passBy?: (fields: readonly string[]) => void } = {},
): Promise<FoundRecord | null> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    const csv = await openCsv({ path: '-', stdin: stream, ...format });
    for await (const { records, firstNumber } of csv.blocks()) {
      const index = number - firstNumber;
      if (passBy !== undefined) for (const fields of records.slice(0, index)) passBy(fields);
      const fields = records[index];
      if (fields !== undefined) return { header: csv.header, fields };
    }
    return null;
  } catch (thrown) {
    if (thrown instanceof HsAssocError) return null;
    throw thrown;
  } finally {
    stream.destroy();
  }
}
