/** Answers to batch writes become JSON values here. One that is as expected to the byte is not even decoded. */
import type { HubSpotRequest } from '../../core/endpoints.ts';
import { ResultTexts } from '../../core/result-texts.ts';
import type { LinkIds } from '../../core/terms.ts';
import type { UsualAnswer } from '../../core/usual-answer.ts';
import { Utf8Writer } from '../utf8-writer.ts';
import { parseJson } from './json-parse.ts';

/** A file may name many pairs of object types, and each has its path. */
const PATHS_REMEMBERED = 256;

/** Learns from each answer what the next one to the same path will look like. */
export class AnswerReader {
  readonly #texts = new ResultTexts(parseJson);
  readonly #usual = new Map<string, UsualAnswer>();
  readonly #expected = new Utf8Writer();

  /** The answer's JSON value, `undefined` when it is none; its results may be `ConfirmedLinks`. */
  read(answer: Buffer, { path, links = [] }: Pick<HubSpotRequest, 'path' | 'links'>): unknown {
    const usual = this.#usual.get(path);
    const expected = usual === undefined ? null : this.#readExpected(answer, { usual, links });
    if (expected !== null) return expected;
    const text = answer.toString('utf8');
    const read = this.#texts.read(text, links);
    if (read === null) return parseJson(text);
    this.#learn(path);
    return read;
  }

  #readExpected(
    answer: Buffer,
    { usual, links }: { readonly usual: UsualAnswer; readonly links: readonly LinkIds[] },
  ): unknown {
    const openingAt = answer.indexOf(usual.opening);
    if (openingAt === -1) return null;
    const expected = this.#expected.encode(usual.resultsOf(links));
    const start = openingAt + Buffer.byteLength(usual.opening);
    const end = start + expected.length;
    if (end > answer.length || expected.compare(answer, start, end) !== 0) return null;
    const [before, behind] = [answer.toString('utf8', 0, openingAt), answer.toString('utf8', end)];
    return this.#texts.join(before, usual.confirmed(links), behind);
  }

  #learn(path: string): void {
    const { usual } = this.#texts;
    if (this.#usual.size === PATHS_REMEMBERED) this.#usual.clear();
    if (usual === null) this.#usual.delete(path);
    else this.#usual.set(path, usual);
  }
}
