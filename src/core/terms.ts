/**
 * The vocabulary, written down once.
 *
 * - record: what the CSV parser yields, an array of fields.
 * - row: a data record with its number (1 is the first record after the header).
 * - input: an element of HubSpot's `inputs[]`; rows of one pair of records in a batch share one input.
 * - batch: the inputs that travel in one request, all of one object pair and one endpoint.
 * - request: one HTTP exchange. attempt: one request of a batch, counted from 1.
 * - outcome: a row's final word. run: one import with its directory.
 *
 * `index` is 0-based, `number` is 1-based, `count` counts. Units come last: `delayMs`.
 */

import type { LinkTable } from './link-table.ts';
import type { RecordOrigin } from './record-origin.ts';

/** HubSpot's `associationCategory`. */
export const ASSOCIATION_CATEGORIES = ['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'] as const;
export type AssociationCategory = (typeof ASSOCIATION_CATEGORIES)[number];

/** One association type as HubSpot's `types[]` wants it. */
export interface AssociationType {
  readonly associationCategory: AssociationCategory;
  readonly associationTypeId: number;
}

/** The types that a row asks for. Equal sets have equal keys. */
export interface TypeSet {
  /** `CATEGORY:id` joined with `;`, sorted; empty for the default association. */
  readonly key: string;
  /** Sorted as in the key; empty for the default association. */
  readonly types: readonly AssociationType[];
  /** The types as the JSON array that `types` of a request is: rows share few sets, so it is made once. */
  readonly json: string;
}

/** What may be associated with what: two object types, in the direction from → to. */
export interface ObjectPair {
  /** Canonical, as `canonicalObjectType` returns it. */
  readonly from: string;
  /** Canonical, as `canonicalObjectType` returns it. */
  readonly to: string;
}

/** What became of a row. The order is the one in which summaries list them. */
export const ROW_STATUSES = [
  'created',
  'exists',
  'duplicate',
  'invalid',
  'rejected',
  'failed',
  'unknown',
  'not_sent',
] as const;

/**
 * - created: HubSpot confirmed it, for this pair, by name.
 * - exists: it was there before; nothing was written.
 * - duplicate: an earlier row of the same batch asks for the same; it shares that row's success.
 * - invalid: the file is wrong here; never sent.
 * - rejected: HubSpot refused this row, and this row only.
 * - failed: given up, and certainly not applied.
 * - unknown: sent, and no trustworthy answer came: it may be there; sending again is harmless.
 * - not_sent: the run stopped first.
 */
export type RowStatus = (typeof ROW_STATUSES)[number];

/** The statuses of rows that need a hand; `failed.csv` holds exactly these. */
export const UNFINISHED_STATUSES: ReadonlySet<RowStatus> = new Set([
  'invalid',
  'rejected',
  'failed',
  'unknown',
  'not_sent',
]);

/** A row's final word, as `results.csv` tells it. Many rows may share one outcome object. */
export interface Outcome {
  readonly status: RowStatus;
  /** Empty when there is nothing to say; else upper case (`ID_MISSING`) or HubSpot's category or subCategory. */
  readonly code: string;
  /** HubSpot's words, or ours; empty when there is nothing to say. */
  readonly message: string;
  /** Of the exchange that decided; null when none did. */
  readonly httpStatus: number | null;
  /** HubSpot's, of the exchange that decided; empty when none came. */
  readonly correlationId: string;
  /** Requests that this row travelled in. */
  readonly attempts: number;
  /** True when the run stopped before the row's fate was final: a resumed run decides it anew. */
  readonly provisional: boolean;
}

/** A data record on its way to its outcome. */
export interface Row {
  /** 1 for the first record after the header. */
  readonly number: number;
  /** Knows the row's record. */
  readonly origin: RecordOrigin;
  /** Canonical where the text was a type at all, else the text as it stands. */
  readonly fromType: string;
  /** Digits for a valid row, else the text as it stands. */
  readonly fromId: string;
  readonly toType: string;
  readonly toId: string;
  /** What the row asks for. */
  readonly types: TypeSet;
  /** What was sent for its pair; null until HubSpot confirmed it. */
  sent: TypeSet | null;
  /** Null until the row is settled. It is set once, by `settle`. */
  outcome: Outcome | null;
}

/** A pair of records, by their ids. */
export interface LinkIds {
  readonly fromId: string;
  readonly toId: string;
}

/** One element of `inputs[]`: a pair of records, and everything that the batch's rows ask for it. */
export interface Input extends LinkIds {
  /** What is sent: everything that the rows ask for, and what the pair has already and must keep. */
  types: TypeSet;
  /** Types that the pair has already, as far as they were read and have to be sent along. */
  readonly held: TypeSet;
  /** What of it the pair had before this run where that is less: a resumed run finds its own earlier work as well. */
  readonly heldAtFirst?: TypeSet;
  /** What is reported as sent where that is less: a resumed run sends its own earlier work along, too. */
  told?: TypeSet;
  /** An earlier sitting of the run has sent the rows one after another: they are not sent together again. */
  readonly wasTakenApart?: boolean;
  /** An earlier sitting of the run may have written it: what was not answered then is in doubt now. */
  readonly mayBeApplied?: boolean;
  /** Nearly every input has one row only, and a list would cost more than the row does. */
  readonly firstRow: Row;
  /** The other rows that name this pair, in the file's order; null when there are none. */
  moreRows: Row[] | null;
}

/** `create` carries types (endpoint A); `default` makes the default association (endpoint B). */
export type BatchEndpoint = 'create' | 'default';

/** Inputs that travel together. */
export interface Batch {
  /** From 1, in the order in which batches were closed. */
  readonly number: number;
  readonly pair: ObjectPair;
  readonly endpoint: BatchEndpoint;
  readonly inputs: readonly Input[];
  /** The inputs as they were when the batch was closed. */
  readonly links: LinkTable;
}

/** HubSpot's bound on the inputs of one batch-create request. Source: HubSpot's associations guide. */
export const MAX_BATCH_INPUTS = 2_000;

/** HubSpot's bound on the ids of one associations batch-read request. Source: HubSpot's associations guide. */
export const MAX_READ_IDS = 1_000;

/** `contacts→companies`: for messages, logs and as a map key. */
export function pairName(pair: ObjectPair): string {
  return `${pair.from}→${pair.to}`;
}

/** The key under which an answer's result finds its input: both ids, in the direction of the pair. */
export function linkKey(fromId: string, toId: string): string {
  return `${fromId}>${toId}`;
}
