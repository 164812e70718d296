/**
 * Reads the results of a batch write straight from the answer's text. Two thousand results differ in nothing but their
 * two ids, and the objects that a JSON parser makes of them would be thrown away at once. So one result is parsed, and
 * those that have its very text around their ids are read like it. Where anything is not as expected, the answer is
 * left to the JSON parser as a whole.
 */
import { type ConfirmedLinks, readConfirmedLink } from './batch-answer.ts';
import { asObject } from './json.ts';
import type { LinkIds } from './terms.ts';
import { type ResultForm, TextLinks } from './text-links.ts';
import type { UsualAnswer } from './usual-answer.ts';

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

/** Remembers the forms that it has met: the answers of one import are alike. */
export class ResultTexts {
  readonly #parse: (text: string) => unknown;
  /** The newest first. */
  readonly #forms: ResultForm[] = [];
  #last: ResultForm | null = null;
  #usual: UsualAnswer | null = null;

  /** `parse`: the JSON value of a text, `undefined` when it is none; ids keep every digit. */
  constructor(parse: (text: string) => unknown) {
    this.#parse = parse;
  }

  /** What the answer that was read last looks like, when its results are the sent links in their order, and alike; else null. */
  get usual(): UsualAnswer | null {
    return this.#usual;
  }

  /**
   * The answer's JSON value with `ConfirmedLinks` as its `results`, or null when it has to be parsed as a whole.
   * `sent`: what was to be linked. Default: not known, and nothing is learned from the answer.
   */
  read(text: string, sent: readonly LinkIds[] = []): Readonly<Record<string, unknown>> | null {
    this.#usual = null;
    const head = HEAD.exec(text);
    if (head === null) return null;
    const links = new TextLinks(text);
    const end = this.#readLinks(text, head.index + head[0].length, links);
    if (end === null) return null;
    const whole = this.join(text.slice(0, head.index), links, text.slice(end));
    if (whole !== null) this.#usual = links.usual(sent, { opening: head[0], end });
    return whole;
  }

  /** The JSON value of an answer whose results, read already, are between two texts; the second begins with their closing bracket. */
  join(before: string, results: ConfirmedLinks, behind: string): Readonly<Record<string, unknown>> | null {
    // A second list makes it uncertain which of them was read.
    if (before.includes('"results"') || behind.includes('"results"')) return null;
    const rest = asObject(this.#parse(`${before}"results":[${behind}`));
    // Otherwise they were the results of something inside the answer.
    const isWhole = Array.isArray(rest?.results) && rest.results.length === 0;
    return isWhole ? { ...rest, results } : null;
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
    const { fromTypeId, toTypeId, typeName, labels } = link;
    this.#forms.unshift({ pattern, ...lengths, isFromFirst, told: { fromTypeId, toTypeId, typeName, labels } });
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

/** The pattern that matches the text and nothing else. */
function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
