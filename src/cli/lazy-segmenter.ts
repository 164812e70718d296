/**
 * Stands in for `Intl.Segmenter` in the published program, where yargs makes three of them as it is loaded: reading their
 * tables takes Node 15 ms, and only the widths of help texts need them.
 */
const { Segmenter } = globalThis.Intl;

/** Makes the real one when a text is to be divided. */
export class LazySegmenter {
  readonly #options: ConstructorParameters<typeof Intl.Segmenter>;
  #real: Intl.Segmenter | null = null;

  constructor(...options: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#options = options;
  }

  segment(text: string): Intl.Segments {
    this.#real ??= new Segmenter(...this.#options);
    return this.#real.segment(text);
  }
}
