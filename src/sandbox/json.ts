/**
 * Reading JSON that a client sent without believing it, and writing ids digit for digit: HubSpot answers numbers, and JavaScript's
 * cannot hold an id above 2^53.
 */

/** A JSON object whose values have not been looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a request's body turned out to be. */
export type RequestBody =
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'json'; readonly value: unknown };

/** The text of a body, read; ids written as long numbers keep their digits. */
export function readBody(text: string): RequestBody {
  if (text.trim() === '') return { kind: 'absent' };
  try {
    // JSON.parse rounds a number of 16 digits or more, so such an id is quoted first.
    const value: unknown = JSON.parse(text.replaceAll(/("id"\s*:\s*)(\d{16,})/g, '$1"$2"'));
    return { kind: 'json', value };
  } catch (error) {
    return { kind: 'malformed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** An id as sent: a string, or a number HubSpot would read as one; undefined for anything else. */
export function readId(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : undefined;
}

/** JSON text of an id; the id must be digits when it is to be a number. */
export function idText(id: string, style: 'number' | 'string'): string {
  return style === 'number' ? id : `"${id}"`;
}
