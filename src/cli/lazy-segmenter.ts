/**
 * Stands in for `Intl.Segmenter` in the published program, where yargs makes three of them as it is loaded: reading their
 * tables takes 10 ms, and only the widths of help texts need them.
 */
export class LazySegmenter {
  readonly #options: ConstructorParameters<typeof Intl.Segmenter>;
  #real: Intl.Segmenter | null = null;

  constructor(...options: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#options = options;
  }

  segment(text: string): Intl.Segments {
    // Taken apart, since the build puts this class wherever it finds the name as a whole.
    const { Segmenter } = Intl;
    this.#real ??= new Segmenter(...this.#options);
    return this.#real.segment(text);
  }
}
