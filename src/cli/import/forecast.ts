/** Foretells what an import will send: small files are counted, of large ones the beginning is, and the rest estimated. */
import { Batcher } from '../../core/batches.ts';
import type { SourceBlock } from '../../core/ports.ts';
import type { Batch } from '../../core/terms.ts';
import { MAX_READ_IDS } from '../../core/terms.ts';
import type { Plan } from '../../pipeline/plan.ts';
import { Planner } from '../../pipeline/plan.ts';
import type { RecordReader } from '../../pipeline/row-source.ts';
import type { SampledRecords } from './reading.ts';

/** What is about to be sent. */
export interface Forecast {
  readonly requests: number;
  /** False for an estimate. */
  readonly isExact: boolean;
}

/** What a forecast is made from. */
export interface ForecastParts {
  readonly reader: Pick<RecordReader, 'read'>;
  readonly batchSize: number;
  /** Whether what exists is read before the batch is written. */
  readonly keeps: (batch: Batch) => boolean;
  /** Rows that earlier sittings have done. */
  readonly rowsDone: number;
}

/** So many rows, and full batches of them, tell what all others will take. */
const ENOUGH = { rows: 4_000, batches: 2 };
const ALL = { rows: Number.POSITIVE_INFINITY, batches: Number.POSITIVE_INFINITY };

interface PlannedRows {
  readonly rows: number;
  /** Of full batches, and of those that the sample left open. */
  readonly full: Plan;
  readonly open: Plan;
}

/** The forecast of what the rest of a file will take. */
export async function forecast({ blocks, scale }: SampledRecords, parts: ForecastParts): Promise<Forecast> {
  const sampled = blocks.reduce((sum, { records }) => sum + records.length, 0);
  const { rows, full, open } = await planRows(blocks, parts, scale === 1 ? ALL : ENOUGH);
  // A resumed sitting reads some rows again that are done.
  const doneAmongThem = Math.max(0, parts.rowsDone + 1 - (blocks[0]?.firstNumber ?? 1));
  const share = sampled === 0 ? 0 : Math.max(0, 1 - doneAmongThem / (sampled * scale));
  if (scale === 1) {
    const requests = requestsOf(full) + requestsOf(open);
    // Nothing is left of nothing for certain: of a file without rows, and of one whose rows are all done.
    return { requests: Math.ceil(requests * share), isExact: share === 1 || share === 0 };
  }
  return { requests: Math.ceil(estimate({ full, open }, (scale * sampled) / rows, parts) * share), isExact: false };
}

/** Plans the rows of the blocks, until it is enough. */
async function planRows(
  blocks: readonly SourceBlock[],
  { reader, batchSize, keeps }: ForecastParts,
  enough: typeof ENOUGH,
): Promise<PlannedRows> {
  const batcher = new Batcher(batchSize);
  const full = new Planner(keeps);
  const open = new Planner(keeps);
  let [rows, batches] = [0, 0];
  for (const { records, firstNumber } of blocks) {
    if (rows >= enough.rows && batches >= enough.batches) break;
    for (const [index, record] of records.entries()) {
      const row = reader.read(record, firstNumber + index);
      const batch = row.outcome === null ? batcher.add(row) : null;
      if (batch === null) continue;
      batches += 1;
      await full.deliver(batch);
    }
    rows += records.length;
  }
  for (let batch = batcher.closeOldest(); batch !== null; batch = batcher.closeOldest()) await open.deliver(batch);
  return { rows, full: full.plan, open: open.plan };
}

/** Full batches tell what an input costs; where the sample filled none, the bounds of a request do. */
function estimate(
  { full, open }: Pick<PlannedRows, 'full' | 'open'>,
  scale: number,
  { batchSize }: ForecastParts,
): number {
  const inputs = (full.inputs + open.inputs) * scale;
  if (full.inputs > 0) return (inputs / full.inputs) * requestsOf(full);
  const writes = Math.max(open.writeRequests, inputs / batchSize);
  return open.readRequests === 0 ? writes : writes + inputs / Math.min(batchSize, MAX_READ_IDS);
}

function requestsOf({ writeRequests, readRequests }: Plan): number {
  return writeRequests + readRequests;
}
