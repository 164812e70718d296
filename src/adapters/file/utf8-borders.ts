/**
 * Where UTF-8 text may be cut, and where it stops being UTF-8. `isUtf8` judges whole buffers only; a chunk of a file
 * can end in the middle of a character.
 */
import { isUtf8 } from 'node:buffer';

const LONGEST_CHARACTER = 4;

/** The length of the text without a character that is cut off at its end. */
export function completeLength(text: Uint8Array): number {
  const earliest = Math.max(0, text.length - LONGEST_CHARACTER + 1);
  for (let index = text.length - 1; index >= earliest; index -= 1) {
    const byte = text[index] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return index + characterLength(byte) > text.length ? index : text.length;
  }
  return text.length;
}

/** The offset of the first character that is not UTF-8, give or take its own bytes. The text must not be valid. */
export function firstInvalidOffset(text: Uint8Array): number {
  let valid = 0;
  let invalid = text.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    const part = text.subarray(0, middle);
    if (isUtf8(part.subarray(0, completeLength(part)))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function characterLength(leadByte: number): number {
  if (leadByte >= 0xf0) return 4;
  return leadByte >= 0xe0 ? 3 : 2;
}
