/**
 * Reads the results of a batch write straight from the answer's text. Two thousand results differ in nothing but their
 * two ids, and the objects that a JSON parser makes of them would be thrown away at once. So one result is parsed, and
 * those that have its very text around their ids are read like it. Where anything is not as expected, the answer is
 * left to the JSON parser as a whole.
 */
import type { ConfirmedLink } from './batch-answer.ts';
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
  readonly told: Pick<ConfirmedLink, 'fromTypeId' | 'typeName' | 'labels'>;
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
    const links: ConfirmedLink[] = [];
    const end = this.#readLinks(text, head.index + head[0].length, links);
    if (end === null || text.includes('"results"', end)) return null;
    const rest = asObject(this.#parse(`${text.slice(0, head.index)}"results":[${text.slice(end)}`));
    // Otherwise they were the results of something inside the answer.
    const isWhole = Array.isArray(rest?.results) && rest.results.length === 0;
    return isWhole ? { ...rest, results: new ConfirmedLinks(links) } : null;
  }

  /** Appends the results from a position on. Returns where the closing bracket is, or null: something else is there. */
  #readLinks(text: string, start: number, links: ConfirmedLink[]): number | null {
    const cursor = { text, position: start, isLast: false };
    let learnedCount = 0;
    while (!cursor.isLast) {
      const link = this.#readLink(cursor);
      if (link !== null) links.push(link);
      else {
        learnedCount += 1;
        if (learnedCount > MOST_FORMS || !this.#learn(cursor)) return null;
      }
    }
    return cursor.position;
  }

  /** Reads a result of a form that is known, which is the last one from now on. */
  #readLink(cursor: Cursor): ConfirmedLink | null {
    const link = this.#last === null ? null : readAs(this.#last, cursor);
    if (link !== null) return link;
    for (const form of this.#forms) {
      const other = form === this.#last ? null : readAs(form, cursor);
      if (other === null) continue;
      this.#last = form;
      return other;
    }
    return null;
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
    this.#forms.unshift({ pattern, ...lengths, isFromFirst, told: link });
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

/** Reads the result at the cursor, and moves it to the next; null when its form is another one. */
function readAs(form: ResultForm, cursor: Cursor): ConfirmedLink | null {
  const { text, position } = cursor;
  const { pattern, beforeLength, betweenLength, isFromFirst, told } = form;
  pattern.lastIndex = position;
  // A test, and then the ids by hand: groups of a match are an array for each result.
  if (!pattern.test(text)) return null;
  const firstStart = position + beforeLength;
  const firstEnd = digitsEnd(text, firstStart);
  const secondStart = firstEnd + betweenLength;
  const first = text.slice(firstStart, firstEnd);
  const second = text.slice(secondStart, digitsEnd(text, secondStart));
  cursor.position = pattern.lastIndex;
  cursor.isLast = text[pattern.lastIndex] === ']';
  const { fromTypeId, typeName, labels } = told;
  return { fromId: isFromFirst ? first : second, toId: isFromFirst ? second : first, fromTypeId, typeName, labels };
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
