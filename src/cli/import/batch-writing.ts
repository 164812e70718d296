/** How the batches of an import are written: after reading what exists, without reading, or, in a dry run, not at all. */
import { AdditionFile, type AdditionsKnown } from '../../adapters/run/addition-notes.ts';
import { withDoubt } from '../../core/inputs.ts';
import type { RowSet } from '../../core/row-ranges.ts';
import type { Batch } from '../../core/terms.ts';
import { deliver } from '../../pipeline/delivery.ts';
import type { ExchangeContext } from '../../pipeline/exchange.ts';
import { KeepExisting, keepsWhatExists } from '../../pipeline/keep-existing.ts';
import { LinkOrder } from '../../pipeline/link-order.ts';
import type { PairDirectory } from '../../pipeline/pair-directory.ts';
import type { Plan } from '../../pipeline/plan.ts';
import { Planner } from '../../pipeline/plan.ts';
import type { ImportSettings } from './import-settings.ts';

/** A way to write batches. */
export interface BatchWriting {
  /** Settles every row of the batch that has no outcome. */
  readonly deliver: (batch: Batch) => Promise<void>;
  /** Requests that a batch has under way one after another: so many more batches keep the allowance full. */
  readonly requestsInTurn: number;
  /** Bytes of the notes of what was about to be added. */
  noteBytes(): number;
  /** What was counted instead of written; null unless it is a dry run. */
  plan(): Plan | null;
  close(): Promise<void>;
}

const NO_NOTES = { noteBytes: () => 0, close: async () => {} };

/** What batches are written with. */
export interface BatchWritingParts {
  readonly settings: ImportSettings;
  readonly context: ExchangeContext;
  readonly directory: PairDirectory;
  /** Whether any row can ask for a type. */
  readonly hasTypes: boolean;
  /** Where additions are noted, and the first row whose notes of earlier sittings matter. */
  readonly additions: AdditionsKnown & { readonly path: string };
  /** Rows that an earlier sitting may have written; the notes tell it more exactly of rows that are noted. */
  readonly doubtful: RowSet;
}

/** Opens the way of writing that the settings ask for. */
export async function openBatchWriting(parts: BatchWritingParts): Promise<BatchWriting> {
  const { settings, context, directory, hasTypes, additions, doubtful } = parts;
  const { existing, dryRun } = settings;
  const keeps = keepsWhatExists(existing);
  const mayKeep = existing === 'keep' || (existing === null && hasTypes);
  const requestsInTurn = mayKeep ? 2 : 1;
  if (dryRun) {
    const planner = new Planner(keeps);
    return { deliver: planner.deliver, requestsInTurn, plan: () => planner.plan, ...NO_NOTES };
  }
  const version = settings.apiVersion;
  const delivery = { ...context, version, typesOf: directory.knownTypesOf };
  const write = (batch: Batch): Promise<void> => deliver(batch, delivery);
  const writeUnnoted = (batch: Batch): Promise<void> => write({ ...batch, inputs: withDoubt(batch.inputs, doubtful) });
  if (!mayKeep) {
    const order = new LinkOrder();
    // Without types nothing can take the place of anything.
    const inOrder = (batch: Batch): Promise<void> => order.run(batch, () => writeUnnoted(batch));
    return { deliver: hasTypes ? inOrder : writeUnnoted, requestsInTurn, plan: () => null, ...NO_NOTES };
  }
  const notes = await AdditionFile.open(additions.path, additions);
  const keeping = new KeepExisting(delivery, notes);
  return {
    deliver: (batch) =>
      keeps(batch) ? keeping.deliver(batch, write) : keeping.inOrder(batch, () => writeUnnoted(batch)),
    requestsInTurn,
    plan: () => null,
    noteBytes: () => notes.bytes,
    close: () => notes.close(),
  };
}
