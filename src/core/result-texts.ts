/**
 * Reads the results of a batch write straight from the answer's text. Two thousand results differ in nothing but their
 * two ids, and the objects that a JSON parser makes of them would be thrown away at once. So one result is parsed, and
 * those that have its very text around their ids are read like it. Where anything is not as expected, the answer is
 * left to the JSON parser as a whole.
 */
import type { ConfirmedLink, ToldOfLink } from './batch-answer.ts';
import { ConfirmedLinks, readConfirmedLink } from './batch-answer.ts';
import { asObject } from './json.ts';

/** Results whose text is the same but for the ids. */
interface ResultForm {
  /** Matches a result at a position, and what is between it and the next. */
  readonly pattern: RegExp;
  /** Characters before the first id, and between the two. */
  readonly beforeLength: number;
  readonly betweenLength: number;
  readonly isFromFirst: boolean;
  /** What every such result tells besides its ids. */
  readonly told: ToldOfLink;
}

/** An answer with more forms than these is parsed: each of them would be tried for each result. */
const MOST_FORMS = 16;

const HEAD = /"results"\s*:\s*\[\s*(?=\{)/;
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
/** A JSON object of which the inner ones are flat. */
const RESULT = new RegExp(String.raw`\{(?:[^"{}]|${STRING}|\{(?:[^"{}]|${STRING})*\})*\}`, 'y');
const ID = String.raw`(?:0|[1-9]\d*)`;
const ID_OF_RESULT = new RegExp(String.raw`(?<="(?:fromObjectId|toObjectId|id)"\s*:\s*"?)${ID}(?=\s*[",}])`, 'g');
/** A comma and another result, or the end of the list. */
const BEHIND_RESULT = String.raw`\s*(?:,\s*(?=\{)|(?=\]))`;
const ZERO = 0x30;
const NINE = 0x39;

/** Remembers the forms that it has met: the answers of one import are alike. */
export class ResultTexts {
  readonly #parse: (text: string) => unknown;
  /** The newest first. */
  readonly #forms: ResultForm[] = [];
  #last: ResultForm | null = null;

  /** `parse`: the JSON value of a text, `undefined` when it is none; ids keep every digit. */
  constructor(parse: (text: string) => unknown) {
    this.#parse = parse;
  }

  /** The answer's JSON value with `ConfirmedLinks` as its `results`, or null when it has to be parsed as a whole. */
  read(text: string): Readonly<Record<string, unknown>> | null {
    const head = HEAD.exec(text);
    if (head === null) return null;
    const links = new TextLinks(text);
    const end = this.#readLinks(text, head.index + head[0].length, links);
    if (end === null || text.includes('"results"', end)) return null;
    const rest = asObject(this.#parse(`${text.slice(0, head.index)}"results":[${text.slice(end)}`));
    // Otherwise they were the results of something inside the answer.
    const isWhole = Array.isArray(rest?.results) && rest.results.length === 0;
    return isWhole ? { ...rest, results: links } : null;
  }

  /** Appends the results from a position on. Returns where the closing bracket is, or null: something else is there. */
  #readLinks(text: string, start: number, links: TextLinks): number | null {
    const cursor = { text, position: start, isLast: false };
    let learnedCount = 0;
    while (!cursor.isLast) {
      const { position } = cursor;
      const form = this.#readLink(cursor);
      if (form !== null) links.add(position, form);
      else {
        learnedCount += 1;
        if (learnedCount > MOST_FORMS || !this.#learn(cursor)) return null;
      }
    }
    return cursor.position;
  }

  /** Passes over a result whose form is known, which is the last one from now on; null when it is another one. */
  #readLink(cursor: Cursor): ResultForm | null {
    if (this.#last !== null && passOver(this.#last, cursor)) return this.#last;
    const other = this.#forms.find((form) => form !== this.#last && passOver(form, cursor));
    if (other === undefined) return null;
    this.#last = other;
    return other;
  }

  /** Makes a form of the result at the cursor. False when it is none whose ids can be told for certain. */
  #learn({ text, position }: Cursor): boolean {
    RESULT.lastIndex = position;
    const [result] = RESULT.exec(text) ?? [];
    if (result === undefined) return false;
    const link = readConfirmedLink(this.#parse(result));
    const [first, second, ...others] = result.matchAll(ID_OF_RESULT);
    if (link === null || first === undefined || second === undefined || others.length > 0) return false;
    const isFromFirst = first[0] === link.fromId && second[0] === link.toId;
    const isToFirst = first[0] === link.toId && second[0] === link.fromId;
    if (isFromFirst === isToFirst) return false;
    const before = result.slice(0, first.index);
    const between = result.slice(first.index + first[0].length, second.index);
    const behind = result.slice(second.index + second[0].length);
    const pattern = new RegExp([before, between, behind].map(escapePattern).join(ID) + BEHIND_RESULT, 'y');
    const lengths = { beforeLength: before.length, betweenLength: between.length };
    const { fromTypeId, typeName, labels } = link;
    this.#forms.unshift({ pattern, ...lengths, isFromFirst, told: { fromTypeId, typeName, labels } });
    this.#forms.splice(MOST_FORMS);
    return true;
  }
}

interface Cursor {
  readonly text: string;
  position: number;
  /** Whether the list is closed here. */
  isLast: boolean;
}

/** Moves the cursor to the next result when the one at it has the form. A test: a match is an array for each result. */
function passOver({ pattern }: ResultForm, cursor: Cursor): boolean {
  pattern.lastIndex = cursor.position;
  if (!pattern.test(cursor.text)) return false;
  cursor.position = pattern.lastIndex;
  cursor.isLast = cursor.text[pattern.lastIndex] === ']';
  return true;
}

/** Results that stay in their text: mostly they are only compared with what was sent, for which nothing has to be made. */
class TextLinks extends ConfirmedLinks {
  readonly #text: string;
  /** Of each result, where it begins and its form. */
  readonly #starts: number[] = [];
  readonly #forms: ResultForm[] = [];

  constructor(text: string) {
    super();
    this.#text = text;
  }

  add(start: number, form: ResultForm): void {
    this.#starts.push(start);
    this.#forms.push(form);
  }

  override get length(): number {
    return this.#starts.length;
  }

  override toldOf(index: number, fromId: string, toId: string): ToldOfLink | null {
    const form = this.#forms[index];
    if (form === undefined) return null;
    const first = form.isFromFirst ? fromId : toId;
    const second = form.isFromFirst ? toId : fromId;
    const firstStart = (this.#starts[index] ?? 0) + form.beforeLength;
    const secondStart = firstStart + first.length + form.betweenLength;
    const isSame = isIdAt(this.#text, firstStart, first) && isIdAt(this.#text, secondStart, second);
    return isSame ? form.told : null;
  }

  override *[Symbol.iterator](): Generator<ConfirmedLink, void, undefined> {
    for (const [index, { beforeLength, betweenLength, isFromFirst, told }] of this.#forms.entries()) {
      const firstStart = (this.#starts[index] ?? 0) + beforeLength;
      const firstEnd = digitsEnd(this.#text, firstStart);
      const secondStart = firstEnd + betweenLength;
      const first = this.#text.slice(firstStart, firstEnd);
      const second = this.#text.slice(secondStart, digitsEnd(this.#text, secondStart));
      yield { fromId: isFromFirst ? first : second, toId: isFromFirst ? second : first, ...told };
    }
  }
}

/** Whether the digits at a position are these, and no more. */
function isIdAt(text: string, start: number, id: string): boolean {
  for (let index = 0; index < id.length; index += 1) {
    if (text.charCodeAt(start + index) !== id.charCodeAt(index)) return false;
  }
  return !isDigit(text.charCodeAt(start + id.length));
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** The pattern that matches the text and nothing else. */
function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
