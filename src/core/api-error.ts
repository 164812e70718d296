/**
 * HubSpot's errors: the body of a refusal, and the elements of a batch answer's `errors[]`.
 * HubSpot says that every field is optional, so every field is.
 */
import { asArray, asId, asObject, asText } from './json.ts';

/** One error. Missing texts are empty. Source: HubSpot's OpenAPI descriptions, `StandardError` and `ErrorDetail`. */
export interface ApiError {
  readonly category: string;
  readonly subCategory: string;
  readonly message: string;
  /** HubSpot's own message, where `message` says more of one row than it does. */
  readonly sharedMessage?: string;
  /** Of a 429: `TEN_SECONDLY_ROLLING`, `DAILY`, … */
  readonly policyName: string;
  readonly correlationId: string;
  readonly context: ReadonlyMap<string, readonly string[]>;
  readonly errors: readonly ApiError[];
}

/** Nested errors deeper than this are not read: no known answer has more than one level. */
const MAX_DEPTH = 3;

/** The error that a JSON value holds; all of its fields empty when it holds none. */
export function readApiError(value: unknown, depth = 0): ApiError {
  const fields = asObject(value) ?? {};
  return {
    category: asText(fields.category) || asText(fields.errorType),
    subCategory: asText(fields.subCategory),
    message: asText(fields.message),
    policyName: asText(fields.policyName),
    correlationId: asText(fields.correlationId),
    context: readContext(fields.context),
    errors: depth < MAX_DEPTH ? asArray(fields.errors).map((error) => readApiError(error, depth + 1)) : [],
  };
}

function readContext(value: unknown): ReadonlyMap<string, readonly string[]> {
  const context = new Map<string, readonly string[]>();
  for (const [key, entry] of Object.entries(asObject(value) ?? {})) {
    const values = Array.isArray(entry) ? entry : [entry];
    context.set(
      key,
      values.map(asId).filter((id) => id !== null),
    );
  }
  return context;
}

/** The key of a context that names records which are not of the object type, or no longer there. */
export const INVALID_RECORDS_KEY = 'INVALID_OBJECT_IDS';

/**
 * What `results.csv` calls the error: its subCategory, else its category, else `HTTP_400`. The category of an error that
 * names invalid records is VALIDATION_ERROR, as that of much else: the key that they stand under says more.
 */
export function errorCode(error: ApiError, httpStatus: number): string {
  const named = error.context.get(INVALID_RECORDS_KEY)?.length ? INVALID_RECORDS_KEY : '';
  return error.subCategory || named || error.category || `HTTP_${httpStatus}`;
}

/** The error and all errors inside it, outermost first. */
export function flattenErrors(error: ApiError): readonly ApiError[] {
  return [error, ...error.errors.flatMap(flattenErrors)];
}

/**
 * Whether the error gives a reason, as HubSpot does, by a category or by what it names. A refusal without one may be that of
 * something between here and HubSpot, which knows nothing of records.
 */
export function givesReason(error: ApiError): boolean {
  return flattenErrors(error).some(
    ({ category, subCategory, context }) => category !== '' || subCategory !== '' || context.size > 0,
  );
}

/**
 * Whether the error, and every one inside it, says of the records it names that they are not there, or none of their type:
 * then nothing with them is there, either.
 */
export function saysMissing(error: ApiError): boolean {
  return flattenErrors(error).every(
    ({ category, subCategory, context, errors }) =>
      errors.length > 0 || `${category} ${subCategory}`.includes('NOT_FOUND') || context.has(INVALID_RECORDS_KEY),
  );
}

/** Names of the scopes that a 403 asks for; any one of them may be enough. */
export function requiredScopes(error: ApiError): readonly string[] {
  const keys = ['requiredGranularScopes', 'missingScopes', 'requiredScopes'];
  const names = flattenErrors(error).flatMap(({ context }) => keys.flatMap((key) => context.get(key) ?? []));
  return [...new Set(names)];
}

/** Whether two errors say the same: used to see that inputs are refused for one shared cause. */
export function saysTheSame(a: ApiError, b: ApiError): boolean {
  const wordsOf = ({ sharedMessage, message }: ApiError): string => sharedMessage ?? message;
  return a.category === b.category && a.subCategory === b.subCategory && wordsOf(a) === wordsOf(b);
}
