/** A dry run's delivery: counts the requests that batches would take, and sends none. */
import { outcome } from '../core/outcomes.ts';
import { settleInput } from '../core/settling.ts';
import type { Batch } from '../core/terms.ts';
import { readRequestsFor } from './reading-cost.ts';

/** What the real run would do. */
export interface Plan {
  readonly writeRequests: number;
  readonly readRequests: number;
  readonly inputs: number;
}

/** Takes batches instead of a delivery, and adds them up. */
export class Planner {
  readonly #keeps: (batch: Batch) => boolean;
  #writeRequests = 0;
  #readRequests = 0;
  #inputs = 0;

  /** `keeps`: whether what exists is read before the batch is written. */
  constructor(keeps: (batch: Batch) => boolean) {
    this.#keeps = keeps;
  }

  /** Settles the rows of the batch as not sent, for good. */
  readonly deliver = async (batch: Batch): Promise<void> => {
    this.#writeRequests += 1;
    if (this.#keeps(batch)) this.#readRequests += readRequestsFor(batch);
    this.#inputs += batch.inputs.length;
    const word = outcome('not_sent', { code: 'DRY_RUN' });
    for (const input of batch.inputs) settleInput(input, word);
  };

  get plan(): Plan {
    return { writeRequests: this.#writeRequests, readRequests: this.#readRequests, inputs: this.#inputs };
  }
}
