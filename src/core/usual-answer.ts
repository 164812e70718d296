/**
 * An answer to a batch write that has one result for each input, in their order, and all of them alike but for their ids.
 * Whether HubSpot answers so is not known. Where it did, the same is written down for the next inputs and compared with the
 * next answer as a whole, which is cheaper than reading that. An answer that differs in one character is read.
 */
import type { ConfirmedLink, ToldOfLink } from './batch-answer.ts';
import { ConfirmedLinks } from './batch-answer.ts';
import type { LongText } from './long-text.ts';
import type { LinkIds } from './terms.ts';

/** The text around the ids of results that follow one another. */
export interface UsualTexts {
  /** Up to the bracket that opens the list. */
  readonly opening: string;
  readonly beforeIds: string;
  readonly betweenIds: string;
  /** Up to the next result. */
  readonly behindIds: string;
  /** Behind the ids of the last result, up to the bracket that closes the list. */
  readonly closing: string;
  readonly isFromFirst: boolean;
  /** What each result tells besides its ids. */
  readonly told: ToldOfLink;
}

/** Learned from one answer, and good for others of the same import. */
export class UsualAnswer {
  readonly #texts: UsualTexts;

  constructor(texts: UsualTexts) {
    this.#texts = texts;
  }

  get opening(): string {
    return this.#texts.opening;
  }

  /** The results of these links, from behind the opening bracket up to the closing one. At least one link; ids are digits. */
  resultsOf(links: readonly LinkIds[]): LongText {
    const { beforeIds, betweenIds, behindIds, closing, isFromFirst } = this.#texts;
    const encoder = new TextEncoder();
    const first = encoder.encode(beforeIds);
    const between = encoder.encode(betweenIds);
    const next = encoder.encode(behindIds + beforeIds);
    return (writer) => {
      let before = first;
      for (const { fromId, toId } of links) {
        writer.bytes(before);
        writer.text(isFromFirst ? fromId : toId);
        writer.bytes(between);
        writer.text(isFromFirst ? toId : fromId);
        before = next;
      }
      writer.text(closing);
    };
  }

  /** What an answer with these results confirms. */
  confirmed(links: readonly LinkIds[]): ConfirmedLinks {
    return new UsualLinks(links, this.#texts.told);
  }
}

class UsualLinks extends ConfirmedLinks {
  readonly #links: readonly LinkIds[];
  readonly #told: ToldOfLink;

  constructor(links: readonly LinkIds[], told: ToldOfLink) {
    super();
    this.#links = links;
    this.#told = told;
  }

  override get length(): number {
    return this.#links.length;
  }

  override toldOfAll(links: readonly LinkIds[]): ToldOfLink | null {
    return links === this.#links ? this.#told : null;
  }

  override toldOf(index: number, fromId: string, toId: string): ToldOfLink | null {
    const link = this.#links[index];
    return link?.fromId === fromId && link.toId === toId ? this.#told : null;
  }

  override *[Symbol.iterator](): Generator<ConfirmedLink, void, undefined> {
    for (const { fromId, toId } of this.#links) yield { fromId, toId, ...this.#told };
  }
}
