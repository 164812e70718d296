/**
 * What nobody knows for certain about HubSpot, each as a switch with the likeliest answer as its default. Nothing is random: an
 * unknown is tried by running the same import once per position.
 */

import { isJsonObject } from './json.ts';

/** The switches of the local HubSpot; the comment of each says what the positions mean. */
export interface SandboxSwitches {
  /**
   * What an error of a 207 names: `record` one missing record (the recorded shape); `fromTo` one row by two ids; `pair` the same with
   * object types; `list` all rows in one error, as two aligned arrays; `ids` bare ids, one error a side; `none` nothing but the
   * message; `bare` not even a message or a category.
   */
  errorContext: 'record' | 'pair' | 'fromTo' | 'list' | 'ids' | 'none' | 'bare';
  /** Ids in answers: numbers as recorded live, or strings as described. */
  ids: 'number' | 'string';
  /** The status of an A or D that succeeded as a whole. */
  createStatus: 200 | 201 | 207;
  /** The status of an A that succeeded in part. */
  partialStatus: 200 | 201 | 207;
  /** The status of B and C, whether or not errors are inside. */
  associateStatus: 200 | 201 | 207;
  /** Whether a write takes the pair's other labels away, as documented, or adds to them. */
  labels: 'replace' | 'add';
  /** A missing record: errors beside the results; the whole request refused and nothing applied; or left out without a word. */
  missingRecords: '207' | '400' | 'silent';
  /** Whether answers carry the X-HubSpot-RateLimit headers; /crm/associations may be exempt from that policy. */
  rateLimitHeaders: boolean;
  /** Whether the body of a 429 names its policy. */
  policyName: boolean;
  /** Seconds for a Retry-After header on a 429; null leaves it out, as HubSpot documents none. */
  retryAfterSeconds: number | null;
  /** Whether refused requests take up room in the rolling window as well. */
  refusedRequestsCount: boolean;
  /** The order of results. */
  order: 'shuffled' | 'same' | 'reversed';
  /** Whether B and C answer both directions of each input. */
  bothDirections: boolean;
  /** Whether the results of A and D list label texts, or an empty list. */
  labelsInResults: boolean;
  /** How many of the bad inputs a whole-request 400 names. */
  errorsNamed: 'all' | 'first' | 'none';
  /** The same pair twice in one request: answered twice, answered once, or the whole request refused. */
  duplicates: 'ok' | 'once' | '400';
  /** A pair that was associated before and gets nothing new: answered like any other, or left out of the results. */
  existing: 'answered' | 'omitted';
  /** Whether a batch with errors counts them in `numErrors`. */
  numErrors: boolean;
  /** More inputs, or a larger body, than a call takes. */
  tooManyStatus: 400 | 413;
  /** The largest body in bytes; null sets no bound. */
  maxBodyBytes: number | null;
  /** The most types one input may carry; null sets no bound. */
  maxTypesPerInput: number | null;
  /** A row over a user-configured limit: the whole request refused, or an error of a 207 that names the pair, or nothing. */
  limitErrors: 'request' | 'pair' | 'unnamed';
  /**
   * A type that belongs to another pair of object types: refused by type; refused because the ids are no records of that type's
   * object types; or linked, so that records of the wrong object types with the same ids become associated.
   */
  foreignTypes: 'type' | 'records' | 'linked';
  /** How a wrong type is refused: by sub-category and object types, or by its spec alone; both were recorded. */
  typeErrors: 'subCategory' | 'associationSpec';
  /** Whether J lists only the types that have a limit, or every type. */
  configurations: 'configured' | 'every';
  /** The key under which a 403 lists scopes. */
  scopesContext: 'requiredGranularScopes' | 'missingScopes' | 'requiredScopes';
  /** Whether H tells the object types of each row. */
  objectTypesInLabels: boolean;
  /** Whether answers are gzipped for a client that accepts it. */
  compress: boolean;
}

/** The likeliest position of every switch. */
export const defaultSwitches: Readonly<SandboxSwitches> = {
  errorContext: 'record',
  ids: 'number',
  createStatus: 201,
  partialStatus: 207,
  associateStatus: 200,
  labels: 'replace',
  missingRecords: '207',
  rateLimitHeaders: true,
  policyName: true,
  retryAfterSeconds: null,
  refusedRequestsCount: false,
  order: 'shuffled',
  bothDirections: true,
  labelsInResults: true,
  errorsNamed: 'all',
  duplicates: 'ok',
  existing: 'answered',
  numErrors: true,
  tooManyStatus: 400,
  maxBodyBytes: null,
  maxTypesPerInput: null,
  limitErrors: 'request',
  foreignTypes: 'type',
  typeErrors: 'subCategory',
  configurations: 'configured',
  scopesContext: 'requiredGranularScopes',
  objectTypesInLabels: true,
  compress: true,
};

type Positions<T> = readonly T[] | ((value: unknown) => value is T);

const flag = [true, false] as const;
const isCountOrNull = (value: unknown): value is number | null =>
  value === null || (typeof value === 'number' && Number.isInteger(value) && value >= 0);

/** Every position of every switch; a guard where they are too many to list. */
export const switchPositions: { readonly [Name in keyof SandboxSwitches]: Positions<SandboxSwitches[Name]> } = {
  errorContext: ['record', 'pair', 'fromTo', 'list', 'ids', 'none', 'bare'],
  ids: ['number', 'string'],
  createStatus: [200, 201, 207],
  partialStatus: [200, 201, 207],
  associateStatus: [200, 201, 207],
  labels: ['replace', 'add'],
  missingRecords: ['207', '400', 'silent'],
  rateLimitHeaders: flag,
  policyName: flag,
  retryAfterSeconds: isCountOrNull,
  refusedRequestsCount: flag,
  order: ['shuffled', 'same', 'reversed'],
  bothDirections: flag,
  labelsInResults: flag,
  errorsNamed: ['all', 'first', 'none'],
  duplicates: ['ok', 'once', '400'],
  existing: ['answered', 'omitted'],
  numErrors: flag,
  tooManyStatus: [400, 413],
  maxBodyBytes: isCountOrNull,
  maxTypesPerInput: isCountOrNull,
  limitErrors: ['request', 'pair', 'unnamed'],
  foreignTypes: ['type', 'records', 'linked'],
  typeErrors: ['subCategory', 'associationSpec'],
  configurations: ['configured', 'every'],
  scopesContext: ['requiredGranularScopes', 'missingScopes', 'requiredScopes'],
  objectTypesInLabels: flag,
  compress: flag,
};

/** Switches from outside, such as a command line's JSON; throws one TypeError that lists every problem. */
export function parseSwitches(value: unknown): Partial<SandboxSwitches> {
  if (!isJsonObject(value)) throw new TypeError('switches are a JSON object');
  const problems = Object.entries(value).flatMap(([name, position]) => {
    if (!isSwitch(name)) return [`${name} is not a switch; known are ${Object.keys(switchPositions).join(', ')}`];
    return fits(name, position) ? [] : [`${name} cannot be ${JSON.stringify(position)}${choices(name)}`];
  });
  if (problems.length > 0) throw new TypeError(`the switches cannot be used:\n${problems.join('\n')}`);
  return value;
}

function isSwitch(name: string): name is keyof SandboxSwitches {
  return Object.hasOwn(switchPositions, name);
}

function fits(name: keyof SandboxSwitches, position: unknown): boolean {
  const positions: readonly unknown[] | ((value: unknown) => boolean) = switchPositions[name];
  return typeof positions === 'function' ? positions(position) : positions.includes(position);
}

function choices(name: keyof SandboxSwitches): string {
  const positions = switchPositions[name];
  return typeof positions === 'function' ? '' : `, only ${positions.map((one) => JSON.stringify(one)).join(', ')}`;
}
