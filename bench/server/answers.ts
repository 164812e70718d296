/**
 * The answers of calls A, B, E and H, in the shapes of the sandbox: a result for each input, ids as numbers, both
 * directions for B. Records whose id begins with 404 do not exist, as there.
 */
import { randomUUID } from 'node:crypto';
import type { PairTexts } from './account.ts';
import { scanInputs } from './input-scanner.ts';
import { TextBuilder } from './text-builder.ts';
import { isMissing, UsualBody } from './usual-body.ts';

/** An answer ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly inputCount: number;
}

const COMMA = 0x2c;

const piece = (text: string): Buffer => Buffer.from(text);
const COMMA_TEXT = piece(',');
const RESULTS = piece('{"status":"COMPLETE","results":[');
const TO_ID = piece('},"to":{"id":');
const FROM_ID = piece('{"from":{"id":');
const SPEC = piece('},"associationSpec":');
const END_SPEC = piece('},');

const builder = new TextBuilder();
/** Where the ids of the answer under way are in the body, how long they are, and where in the answer: threes of numbers. */
const places: number[] = [];
const usualCreate = new UsualBody();
const usualDefault = new UsualBody();

/** A: typed associations. Null when the body cannot be read. */
export function createdAnswer(body: Buffer, pair: PairTexts): Answer | null {
  const startedAt = new Date();
  const known = usualCreate.answer(pair, body);
  if (known !== null) return { status: 201, body: finishKnown(known.results, startedAt), inputCount: known.inputCount };
  const head = piece(`{"fromObjectTypeId":"${pair.from.id}","fromObjectId":`);
  const middle = piece(`,"toObjectTypeId":"${pair.to.id}","toObjectId":`);
  const labels = new LabelTexts(body, pair);
  const errors: string[] = [];
  let typesStart = 0;
  begin();
  const inputCount = scanInputs(body, (fromStart, fromEnd, toStart, toEnd) => {
    if (!noteMissing(errors, pair, [idAt(body, fromStart, fromEnd), idAt(body, toStart, toEnd)])) {
      builder.add(head);
      addId(body, fromStart, fromEnd);
      builder.add(middle);
      addId(body, toStart, toEnd);
      builder.add(labels.around(typesStart, fromStart, toEnd));
    }
    typesStart = toEnd;
  });
  if (inputCount > 0 && errors.length === 0)
    usualCreate.learn(pair, inputCount, { body, results: builder.copy(), places });
  const answered = finish(errors, startedAt);
  return inputCount < 1 ? null : { status: errors.length > 0 ? 207 : 201, body: answered, inputCount };
}

/** B: default associations, answered in both directions. Null when the body cannot be read. */
export function defaultAnswer(body: Buffer, pair: PairTexts): Answer | null {
  const startedAt = new Date();
  const known = usualDefault.answer(pair, body);
  if (known !== null) return { status: 200, body: finishKnown(known.results, startedAt), inputCount: known.inputCount };
  const there = piece(pair.there);
  const back = piece(pair.back);
  const errors: string[] = [];
  begin();
  const inputCount = scanInputs(body, (fromStart, fromEnd, toStart, toEnd) => {
    if (noteMissing(errors, pair, [idAt(body, fromStart, fromEnd), idAt(body, toStart, toEnd)])) return;
    addLink(body, [fromStart, fromEnd, toStart, toEnd], there);
    addLink(body, [toStart, toEnd, fromStart, fromEnd], back);
  });
  if (inputCount > 0 && errors.length === 0)
    usualDefault.learn(pair, inputCount, { body, results: builder.copy(), places });
  const answered = finish(errors, startedAt);
  return inputCount < 1 ? null : { status: 200, body: answered, inputCount };
}

function begin(): void {
  places.length = 0;
  builder.add(RESULTS);
}

function addId(body: Buffer, start: number, end: number): void {
  places.push(start, end - start, builder.length);
  builder.add(body, start, end);
}

function addLink(body: Buffer, [from, fromEnd, to, toEnd]: readonly [number, number, number, number], spec: Buffer) {
  builder.add(FROM_ID);
  addId(body, from, fromEnd);
  builder.add(TO_ID);
  addId(body, to, toEnd);
  builder.add(SPEC);
  builder.add(spec);
  builder.add(END_SPEC);
}

/**
 * E: half of all records have something. A record with an even id has one association, to the record whose id is larger
 * by `FILE_ID_DISTANCE`: just so the bench's files pair them. Null when the body cannot be read.
 */
export function readAnswer(body: Buffer, pair: PairTexts): Answer | null {
  const startedAt = new Date();
  const ids = [...body.toString('latin1').matchAll(/"id":"(\d+)"/g)].map(([, id = '']) => id);
  if (ids.length === 0) return null;
  const errors: string[] = [];
  const type = `{"category":"HUBSPOT_DEFINED","typeId":${/\d+(?=})/.exec(pair.there)?.[0]},"label":null}`;
  builder.add(RESULTS);
  for (const id of ids) {
    const isAlone = (id.charCodeAt(id.length - 1) & 1) === 1;
    if (isAlone) errors.push(nothingFound(pair, id));
    else {
      const to = `{"toObjectId":${BigInt(id) + FILE_ID_DISTANCE},"associationTypes":[${type}]}`;
      builder.add(piece(`{"from":{"id":${id}},"to":[${to}]},`));
    }
  }
  return { status: errors.length > 0 ? 207 : 200, body: finish(errors, startedAt), inputCount: ids.length };
}

/** How much larger than its from id a to id of the bench's files is. */
export const FILE_ID_DISTANCE = 10_000_000_000n;

/** A refusal of a whole request in HubSpot's shape. */
export function refusal(message: string): Buffer {
  return piece(JSON.stringify({ status: 'error', message, correlationId: randomUUID() }));
}

/** The body of a 429. */
export function throttledBody(): Buffer {
  const message = 'You have reached your ten_secondly_rolling limit.';
  const named = { policyName: 'TEN_SECONDLY_ROLLING', groupName: 'publicapi:private-apps:oauth' };
  return piece(
    JSON.stringify({ status: 'error', message, errorType: 'RATE_LIMIT', correlationId: randomUUID(), ...named }),
  );
}

/** The id when its record is missing, else null. */
function idAt(body: Buffer, start: number, end: number): string | null {
  return isMissing(body, start) ? body.toString('latin1', start, end) : null;
}

function noteMissing(errors: string[], pair: PairTexts, [from, to]: readonly [string | null, string | null]): boolean {
  if (from !== null) errors.push(missing(from, pair.from.singular, 'FROM'));
  if (to !== null) errors.push(missing(to, pair.to.singular, 'TO'));
  return from !== null || to !== null;
}

function missing(id: string, objectType: string, side: 'FROM' | 'TO'): string {
  const category = `"category":"OBJECT_NOT_FOUND","subCategory":"crm.associations.${side}_OBJECT_NOT_FOUND"`;
  const message = `"message":"No ${objectType} with ID ${id} exists"`;
  return `{"status":"error",${category},${message},"context":{"objectType":["${objectType}"],"id":["${id}"]}}`;
}

function nothingFound(pair: PairTexts, id: string): string {
  const [from, to] = [pair.from.singular, pair.to.singular];
  const category = '"category":"OBJECT_NOT_FOUND","subCategory":"crm.associations.NO_ASSOCIATIONS_FOUND"';
  const message = `"message":"No ${to} is associated with ${from} ${id}."`;
  const context = `"context":{"fromObjectId":["${id}"],"fromObjectType":["${from}"],"toObjectType":["${to}"]}`;
  return `{"status":"error",${category},${message},${context}}`;
}

function finishKnown(results: Buffer, startedAt: Date): Buffer {
  builder.add(results);
  return finish([], startedAt);
}

function finish(errors: readonly string[], startedAt: Date): Buffer {
  builder.dropLast(COMMA);
  builder.add(piece(']'));
  if (errors.length > 0) {
    builder.add(COMMA_TEXT);
    builder.add(piece(`"numErrors":${errors.length},"errors":[${errors.join(',')}]`));
  }
  builder.add(piece(`,"startedAt":"${startedAt.toISOString()}","completedAt":"${new Date().toISOString()}"}`));
  return builder.take();
}

/** The `labels` of results, worked out once for each run of inputs with the same types. */
class LabelTexts {
  readonly #body: Buffer;
  readonly #pair: PairTexts;
  readonly #before: boolean;
  #start = 0;
  #end = 0;
  #text = piece(',"labels":[]},');

  constructor(body: Buffer, pair: PairTexts) {
    this.#body = body;
    this.#pair = pair;
    this.#before = body.subarray(0, body.indexOf('"from"')).includes('"types"');
  }

  /** The labels of an input whose ids begin at `from` and end at `toEnd`; `lastEnd` is where the input before ended. */
  around(lastEnd: number, from: number, toEnd: number): Buffer {
    const body = this.#body;
    const start = this.#before ? lastEnd : toEnd;
    const end = this.#before ? from : this.#endOfTypes(toEnd);
    const isSame = body.compare(body, this.#start, this.#end, start, end) === 0;
    if (!isSame) this.#text = this.#read(body.toString('latin1', start, end));
    this.#start = start;
    this.#end = end;
    return this.#text;
  }

  #endOfTypes(toEnd: number): number {
    const guess = toEnd + this.#end - this.#start;
    return this.#body[guess - 1] === 0x5d ? guess : this.#body.indexOf(']', toEnd) + 1;
  }

  #read(types: string): Buffer {
    const labels = [...types.matchAll(/"associationTypeId":(\d+)/g)].flatMap(([, id = '']) => {
      const label = this.#pair.labels.get(id);
      return label === undefined ? [] : [label];
    });
    return piece(`,"labels":${JSON.stringify(labels)}},`);
  }
}
