/**
 * Rows become inputs, and inputs become batches: one open batch for each object pair and endpoint. Rows of the same
 * two records share one input with all their types, because a write may replace the labels that a pair has.
 */
import { rowsOf } from './inputs.ts';
import { LinkTable } from './link-table.ts';
import type { Batch, BatchEndpoint, Input, ObjectPair, Row, TypeSet } from './terms.ts';

interface OpenBatch {
  readonly key: string;
  readonly pair: ObjectPair;
  readonly endpoint: BatchEndpoint;
  readonly links: LinkTable;
}

/** Rows of one input that ask for the same types; the first asks, the others are its duplicates. */
export interface Ask {
  readonly types: TypeSet;
  /** In the file's order, at least one. */
  readonly rows: readonly Row[];
}

/** Groups rows into batches. Holds one open batch for each pair and endpoint. */
export class Batcher {
  readonly #maxInputs: number;
  /** In the order in which they were opened: the first holds the oldest row. */
  readonly #open = new Map<string, OpenBatch>();
  /** Neighbours mostly belong to one batch, so the last one is looked at first. */
  #last: OpenBatch | null = null;
  #closedCount = 0;

  /** `maxInputs`: 1 to `MAX_BATCH_INPUTS`. */
  constructor(maxInputs: number) {
    this.#maxInputs = maxInputs;
  }

  /** Takes an unsettled row; returns the batch that it filled, or null. */
  add(row: Row): Batch | null {
    const open = this.#batchFor(row);
    open.links.take(row);
    return open.links.inputs.length < this.#maxInputs ? null : this.#close(open);
  }

  #batchFor({ types, fromType: from, toType: to }: Row): OpenBatch {
    const endpoint: BatchEndpoint = types.types.length === 0 ? 'default' : 'create';
    const last = this.#last;
    if (last?.endpoint === endpoint && last.pair.from === from && last.pair.to === to) return last;
    const key = `${endpoint} ${from}>${to}`;
    const open = this.#open.get(key) ?? { key, pair: { from, to }, endpoint, links: new LinkTable(this.#maxInputs) };
    this.#open.set(key, open);
    this.#last = open;
    return open;
  }

  /** The number of the first row in the batch that was opened first; null when none is open. */
  get oldestRowNumber(): number | null {
    for (const { links } of this.#open.values()) return links.inputs[0]?.firstRow.number ?? null;
    return null;
  }

  /** Closes the batch that was opened first, or returns null when none is open. */
  closeOldest(): Batch | null {
    for (const open of this.#open.values()) return this.#close(open);
    return null;
  }

  #close(open: OpenBatch): Batch {
    this.#open.delete(open.key);
    this.#last = null;
    this.#closedCount += 1;
    const { pair, endpoint, links } = open;
    return { number: this.#closedCount, pair, endpoint, inputs: links.inputs, links };
  }
}

/** What the rows of an input ask for, in the file's order; one ask for each different set of types. */
export function asksOf(input: Input): readonly Ask[] {
  const rows = rowsOf(input);
  if (input.moreRows === null) return [{ types: input.firstRow.types, rows }];
  const asks = new Map<string, { types: TypeSet; rows: Row[] }>();
  for (const row of rows) {
    const ask = asks.get(row.types.key);
    if (ask === undefined) asks.set(row.types.key, { types: row.types, rows: [row] });
    else ask.rows.push(row);
  }
  return [...asks.values()];
}
