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
    ranges.push(first === last ? `${first}` : `${first}-${last}`);
    index += 1;
  }
  return ranges.join(',');
}

/** Whether the ranges, as `rowRanges` writes them, hold the number. What is no range holds nothing. */
export function rangesHold(ranges: string, number: number): boolean {
  return ranges.split(',').some((range) => {
    const [first = Number.NaN, last = first] = range === '' ? [] : range.split('-').map(Number);
    return first <= number && number <= last;
  });
}
