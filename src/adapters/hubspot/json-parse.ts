/** Parses HubSpot's answers without losing digits: ids come as numbers, and may exceed what a number holds exactly. */
import { isSafeNumber, parse } from 'lossless-json';

/** Sixteen digits that are not in quotes may be more than 2^53; a quote before them means an id told as text. */
const LONG_NUMBER = /[^"\d.]\d{16}/;

/** The JSON value, null for an empty text, or undefined when the text is no JSON. Long integers come as strings. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    if (!LONG_NUMBER.test(text)) return JSON.parse(text);
    return parse(text, null, (digits) => (isSafeNumber(digits) ? Number(digits) : digits));
  } catch {
    return undefined;
  }
}
