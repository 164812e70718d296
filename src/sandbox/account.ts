/** The state behind the local HubSpot, and what one request is to those who answer it. */
import type { TypeRegistry } from './association-types.ts';
import type { RequestBody } from './json.ts';
import type { UserLimits } from './limits.ts';
import type { FindObjectType, ObjectType } from './object-types.ts';
import type { Records } from './records.ts';
import type { AssociationStore } from './store.ts';
import type { SandboxSwitches } from './switches.ts';

/** One HubSpot account. */
export interface Account {
  readonly store: AssociationStore;
  readonly types: TypeRegistry;
  readonly limits: UserLimits;
  readonly findObjectType: FindObjectType;
  /** The limit per record and object pair that call N tells of. */
  readonly recordLimit: number;
  readonly portalId: number;
  readonly accountType: string;
  readonly timeZone: string;
  readonly seed: number;
  readonly records: Records;
  /** Whether ids that begin with 404 are missing, and those that begin with 400 invalid. */
  readonly magicIds: boolean;
  /** Whether a record exists; `id` has no leading zeros. */
  readonly exists: (objectType: ObjectType, id: string) => boolean;
  switches: Readonly<SandboxSwitches>;
}

/** What a fault asks of the answer to an otherwise ordinary request. */
export interface Directives {
  readonly emptyResults: boolean;
  readonly canceled: boolean;
  /** Results to leave out though they were applied: the first so many, or those that name one of these ids. */
  readonly dropResults: number | readonly string[];
}

/** One request on its way to an answer. */
export interface Exchange {
  readonly account: Account;
  /** v4 answers some calls with other statuses than the dated versions. */
  readonly legacy: boolean;
  /** The variable segments of the path, decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: RequestBody;
  readonly startedAt: Date;
  readonly directives: Directives;
}
