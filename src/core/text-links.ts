/** Results that stay in their text: mostly they are only compared with what was sent, for which nothing has to be made. */
import type { ConfirmedLink, ToldOfLink } from './batch-answer.ts';
import { ConfirmedLinks } from './batch-answer.ts';
import { isDigit } from './digits.ts';
import type { LinkIds } from './terms.ts';
import { UsualAnswer } from './usual-answer.ts';

/** Results whose text is the same but for the ids. */
export interface ResultForm {
  /** Matches a result at a position, and what is between it and the next. */
  readonly pattern: RegExp;
  /** Characters before the first id, and between the two. */
  readonly beforeLength: number;
  readonly betweenLength: number;
  readonly isFromFirst: boolean;
  /** What every such result tells besides its ids. */
  readonly told: ToldOfLink;
}

/** The results of one answer, each of them some form's. */
export class TextLinks extends ConfirmedLinks {
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

  /** What answers look like if the others are like this one. `end`: where the closing bracket is. */
  usual(
    sent: readonly LinkIds[],
    { opening, end }: { readonly opening: string; readonly end: number },
  ): UsualAnswer | null {
    const [form] = this.#forms;
    const [first, second] = sent;
    if (form === undefined || first === undefined || second === undefined) return null;
    const isAlike = this.length === sent.length && this.#forms.every((other) => other === form);
    const isInOrder = [first, second].every(({ fromId, toId }, index) => this.toldOf(index, fromId, toId) !== null);
    if (!isAlike || !isInOrder) return null;
    const [start = 0, nextStart = 0] = this.#starts;
    const { beforeLength, betweenLength, isFromFirst, told } = form;
    const firstEnd = digitsEnd(this.#text, start + beforeLength);
    const lastEnd = this.#endOfIds(this.length - 1);
    return new UsualAnswer({
      opening,
      beforeIds: this.#text.slice(start, start + beforeLength),
      betweenIds: this.#text.slice(firstEnd, firstEnd + betweenLength),
      behindIds: this.#text.slice(this.#endOfIds(0), nextStart),
      closing: this.#text.slice(lastEnd, end),
      isFromFirst,
      told,
    });
  }

  #endOfIds(index: number): number {
    const { beforeLength = 0, betweenLength = 0 } = this.#forms[index] ?? {};
    const firstEnd = digitsEnd(this.#text, (this.#starts[index] ?? 0) + beforeLength);
    return digitsEnd(this.#text, firstEnd + betweenLength);
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
