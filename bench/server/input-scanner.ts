/**
 * Finds the inputs in the body of a batch write without building objects: a JSON parser would cost the server as much
 * as the importer spends on the whole batch. It knows the layouts that JSON.stringify gives, with `types` behind the ids
 * or before them, and gives up on anything else, so that a body is never half understood.
 */

/** Where an input's ids and the types belonging to them are, as offsets into the body; the ends are exclusive. */
export type OnInput = (fromStart: number, fromEnd: number, toStart: number, toEnd: number) => void;

const HEAD = Buffer.from('{"inputs":[');
const FROM = Buffer.from('"from":{"id":"');
const TO = Buffer.from('"},"to":{"id":"');
const QUOTE = 0x22;
const ZERO = 0x30;
const NINE = 0x39;

/** Calls back for each input in order; returns their number, or -1 when the body has another layout. */
export function scanInputs(body: Buffer, onInput: OnInput): number {
  if (!startsAt(body, 0, HEAD)) return -1;
  let count = 0;
  let gap = 0;
  let gapStart = HEAD.length;
  let position = HEAD.length;
  for (;;) {
    // Inputs of one file mostly have the same types: what was no input the last time need not be searched again.
    const isSame = startsAt(body, position + gap, FROM) && isRepeated(body, gapStart, position, gap);
    const at = isSame ? position + gap : body.indexOf(FROM, position);
    if (at === -1) return body.includes('"id":', position) ? -1 : count;
    gap = at - position;
    gapStart = position;
    const fromStart = at + FROM.length;
    const fromEnd = digitsEnd(body, fromStart);
    if (fromEnd === fromStart || !startsAt(body, fromEnd, TO)) return -1;
    const toStart = fromEnd + TO.length;
    const toEnd = digitsEnd(body, toStart);
    if (toEnd === toStart || body[toEnd] !== QUOTE) return -1;
    onInput(fromStart, fromEnd, toStart, toEnd);
    count += 1;
    position = toEnd;
  }
}

function digitsEnd(body: Buffer, start: number): number {
  let end = start;
  for (let byte = body[end] ?? 0; byte >= ZERO && byte <= NINE; byte = body[end] ?? 0) end += 1;
  return end;
}

function isRepeated(body: Buffer, first: number, second: number, length: number): boolean {
  return body.compare(body, first, first + length, second, second + length) === 0;
}

function startsAt(body: Buffer, offset: number, text: Buffer): boolean {
  for (let index = 0; index < text.length; index += 1) if (body[offset + index] !== text[index]) return false;
  return true;
}
