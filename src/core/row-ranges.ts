/** Row numbers as people write them. */

/** `1-3,7,9-10` for ascending numbers; after `most` ranges, `…` stands for the rest. */
export function rowRanges(numbers: readonly number[], most = Number.POSITIVE_INFINITY): string {
  const ranges: string[] = [];
  let index = 0;
  while (index < numbers.length) {
    if (ranges.length === most) return `${ranges.join(',')},…`;
    const first = numbers[index] ?? 0;
    let last = first;
    while (numbers[index + 1] === last + 1) {
      last += 1;
      index += 1;
    }
    ranges.push(rangeText(first, last));
    index += 1;
  }
  return ranges.join(',');
}

/** The rows that a text of ranges means, as `rowRanges` writes them. What is no range means nothing. */
export class RowSet {
  readonly #ranges: readonly (readonly [number, number])[];

  /** `ranges` in ascending order. */
  constructor(ranges: string) {
    this.#ranges = ranges.split(',').flatMap((range): readonly (readonly [number, number])[] => {
      const [first = Number.NaN, last = first] = range === '' ? [] : range.split('-').map(Number);
      return first <= last ? [[first, last]] : [];
    });
  }

  /** The highest row; 0 when there is none. */
  get last(): number {
    return this.#ranges.at(-1)?.[1] ?? 0;
  }

  has(row: number): boolean {
    const [first = Number.NaN, last = Number.NaN] = this.#ranges[this.#indexOfEnd(row)] ?? [];
    return first <= row && row <= last;
  }

  /** The ranges of the rows above this one. */
  after(row: number): string {
    const ranges = this.#ranges.slice(this.#indexOfEnd(row + 1));
    return ranges.map(([first, last]) => rangeText(Math.max(first, row + 1), last)).join(',');
  }

  /** The first range that ends at the row or behind it. */
  #indexOfEnd(row: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.[1] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function rangeText(first: number, last: number): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
