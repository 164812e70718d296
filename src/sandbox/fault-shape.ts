/** The script of misbehaviours as JSON, and the check that a script loaded from a file has that shape. */
import { isJsonObject, type JsonObject } from './json.ts';

/** Which requests a fault waits for; every part that is given must fit. */
export interface FaultMatch {
  readonly method?: string;
  /** Part of the path, or a regular expression between slashes: `/batch\/create$/`. */
  readonly path?: string;
  readonly minInputs?: number;
  readonly maxInputs?: number;
  /** An id that appears in the path or the body. */
  readonly containsId?: string;
}

/** One misbehaviour. Faults are consumed in order: a request takes the first one that fits and is not used up. */
export interface Fault {
  readonly match?: FaultMatch;
  /** How many requests it spoils; 1 unless given. */
  readonly times?: number | 'always';
  /** Answers with this status; without `body`, in HubSpot's words for it. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of the answer; `{{correlationId}}` in it becomes the request's own id. */
  readonly body?: string | JsonObject | readonly unknown[];
  /** Waits so long before anything else happens. */
  readonly delayMs?: number;
  /** Cuts the connection before or after the request took effect. */
  readonly reset?: 'before' | 'after';
  /** Lets the request take effect, announces the whole answer and sends so many bytes of it, 40 unless `bytes` says otherwise. */
  readonly truncate?: 'after';
  readonly bytes?: number;
  /** Never answers, before or after the request took effect. */
  readonly hang?: 'before' | 'after';
  /** Lets the request take effect before answering with `status` or `body`. */
  readonly applyFirst?: boolean;
  /** COMPLETE with no results, and nothing applied. */
  readonly emptyResults?: boolean;
  /** CANCELED with no results, and nothing applied. */
  readonly canceled?: boolean;
  /** Leaves results out though they were applied: the first so many, or those naming one of these ids. */
  readonly dropResults?: number | readonly string[];
}

type Check = (value: unknown) => boolean;

const isCount: Check = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const oneOf =
  (...choices: readonly unknown[]): Check =>
  (value) =>
    choices.includes(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);

const matchFields: Readonly<Record<string, Check>> = {
  method: isText,
  path: (value) => isText(value) && isReadablePattern(String(value)),
  minInputs: isCount,
  maxInputs: isCount,
  containsId: isText,
};

const faultFields: Readonly<Record<string, Check>> = {
  match: isJsonObject,
  times: (value) => value === 'always' || (isCount(value) && value !== 0),
  status: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599,
  headers: (value) => isJsonObject(value) && Object.values(value).every(isText),
  body: (value) => isText(value) || isJsonObject(value) || Array.isArray(value),
  delayMs: isCount,
  reset: oneOf('before', 'after'),
  truncate: oneOf('after'),
  bytes: isCount,
  hang: oneOf('before', 'after'),
  applyFirst: isFlag,
  emptyResults: isFlag,
  canceled: isFlag,
  dropResults: (value) => isCount(value) || isTexts(value),
};

/** A script of faults from outside; throws one TypeError that lists every problem with its place. */
export function parseFaults(script: unknown): readonly Fault[] {
  if (!Array.isArray(script)) throw new TypeError('a fault script is a JSON array of faults');
  const problems = script.flatMap((fault: unknown, index) => problemsOf(fault, `faults[${index}]`));
  if (problems.length > 0) throw new TypeError(`the fault script cannot be used:\n${problems.join('\n')}`);
  return script.filter(isFault);
}

/** The regular expression a path pattern stands for, or null for plain text. */
export function readPathPattern(pattern: string): RegExp | null {
  return pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/')
    ? new RegExp(pattern.slice(1, -1))
    : null;
}

function isFault(value: unknown): value is Fault {
  return problemsOf(value, '').length === 0;
}

function problemsOf(fault: unknown, place: string): readonly string[] {
  if (!isJsonObject(fault)) return [`${place} is not an object`];
  const problems = fieldProblems(fault, faultFields, place);
  const match = isJsonObject(fault.match) ? fieldProblems(fault.match, matchFields, `${place}.match`) : [];
  return [...problems, ...match];
}

function fieldProblems(object: JsonObject, fields: Readonly<Record<string, Check>>, place: string): readonly string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const check = fields[name];
    if (check === undefined) return [`${place}.${name} is not a field; known are ${Object.keys(fields).join(', ')}`];
    return value === undefined || check(value) ? [] : [`${place}.${name} cannot be ${JSON.stringify(value)}`];
  });
}

function isReadablePattern(pattern: string): boolean {
  try {
    readPathPattern(pattern);
    return true;
  } catch {
    return false;
  }
}
