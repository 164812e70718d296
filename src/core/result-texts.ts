/**
 * Reads the results of a batch write straight from the answer's text. Two thousand results differ in nothing but their
 * two ids, and the objects that a JSON parser makes of them would be thrown away at once. So one result is parsed, and
 * those that have its very text around their ids are read like it. Where anything is not as expected, the answer is
 * left to the JSON parser as a whole.
 */
import type { ConfirmedLink } from './batch-answer.ts';
import { ConfirmedLinks, readConfirmedLink } from './batch-answer.ts';
import { asArray, asObject } from './json.ts';

/** Results whose text is the same but for the ids. */
interface ResultForm {
  /** Matches a result at a position, and what follows it: the next one, or the closing bracket, which is caught. */
  readonly pattern: RegExp;
  readonly isFromFirst: boolean;
  /** What every such result tells besides its ids. */
  readonly told: Pick<ConfirmedLink, 'fromTypeId' | 'typeName' | 'labels'>;
}

const NO_FORM: ResultForm = {
  pattern: /(?!)/y,
  isFromFirst: true,
  told: { fromTypeId: null, typeName: null, labels: null },
};

/** An answer with more forms than these is parsed: each of them would be tried for each result. */
const MOST_FORMS = 16;

const HEAD = /"results"\s*:\s*\[\s*(?=\{)/;
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
/** A JSON object of which the inner ones are flat. */
const RESULT = new RegExp(String.raw`\{(?:[^"{}]|${STRING}|\{(?:[^"{}]|${STRING})*\})*\}`, 'y');
const ID = String.raw`(0|[1-9]\d*)`;
const ID_OF_RESULT = new RegExp(String.raw`(?<="(?:fromObjectId|toObjectId|id)"\s*:\s*"?)${ID}(?=\s*[",}])`, 'g');
const BEHIND_RESULT = String.raw`\s*(?:,\s*(?=\{)|(\]))`;

/** Remembers the forms that it has met: the answers of one import are alike. */
export class ResultTexts {
  readonly #parse: (text: string) => unknown;
  /** The newest first. */
  readonly #forms: ResultForm[] = [];
  #last = NO_FORM;

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
    const isWhole = Array.isArray(rest?.results) && asArray(rest.results).length === 0;
    return isWhole ? { ...rest, results: new ConfirmedLinks(links) } : null;
  }

  /** Appends the results from a position on. Returns where the closing bracket is, or null: something else is there. */
  #readLinks(text: string, start: number, links: ConfirmedLink[]): number | null {
    let learnedCount = 0;
    let position = start;
    for (;;) {
      const match = this.#match(text, position);
      if (match === null) {
        learnedCount += 1;
        if (learnedCount > MOST_FORMS || !this.#learn(text, position)) return null;
        continue;
      }
      const { isFromFirst, told, pattern } = this.#last;
      const { fromTypeId, typeName, labels } = told;
      const [, first = '', second = '', bracket] = match;
      const [fromId, toId] = isFromFirst ? [first, second] : [second, first];
      links.push({ fromId, toId, fromTypeId, typeName, labels });
      position = pattern.lastIndex;
      if (bracket !== undefined) return position - bracket.length;
    }
  }

  /** Matches a result of a form that is known, which is the last one from now on. */
  #match(text: string, position: number): RegExpExecArray | null {
    const match = matchAt(this.#last, text, position);
    if (match !== null) return match;
    for (const form of this.#forms) {
      const other = form === this.#last ? null : matchAt(form, text, position);
      if (other === null) continue;
      this.#last = form;
      return other;
    }
    return null;
  }

  /** Makes a form of the result at a position. False when it is none whose ids can be told for certain. */
  #learn(text: string, position: number): boolean {
    RESULT.lastIndex = position;
    const [result] = RESULT.exec(text) ?? [];
    if (result === undefined) return false;
    const link = readConfirmedLink(this.#parse(result));
    const ids = [...result.matchAll(ID_OF_RESULT)];
    const [first, second] = ids;
    if (link === null || first === undefined || second === undefined || ids.length > 2) return false;
    const isFromFirst = first[0] === link.fromId && second[0] === link.toId;
    if (link.fromId === link.toId || (!isFromFirst && (first[0] !== link.toId || second[0] !== link.fromId)))
      return false;
    const afterFirst = first.index + first[0].length;
    const parts = [
      result.slice(0, first.index),
      result.slice(afterFirst, second.index),
      result.slice(second.index + second[0].length),
    ];
    const pattern = new RegExp(parts.map(escapePattern).join(ID) + BEHIND_RESULT, 'y');
    this.#forms.unshift({ pattern, isFromFirst, told: link });
    this.#forms.splice(MOST_FORMS);
    return true;
  }
}

function matchAt({ pattern }: ResultForm, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

/** The pattern that matches the text and nothing else. */
function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
