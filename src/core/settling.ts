/** Gives the rows of an input their outcomes. Rows that ask for what an earlier row of the input asks share its success. */
import type { Ask } from './batches.ts';
import { asksOf } from './batches.ts';
import { outcome, settle } from './outcomes.ts';
import type { Input, Outcome, Row } from './terms.ts';

/** The word for duplicates of a created row; everything but success is shared as it is. */
function wordForDuplicates(word: Outcome): Outcome {
  return word.status === 'created' || word.status === 'exists' ? outcome('duplicate', word) : word;
}

/** Settles every row of the input that has no outcome yet. */
export function settleInput(input: Input, word: Outcome): void {
  if (input.moreRows === null) {
    if (input.firstRow.outcome === null) settle(input.firstRow, word);
    return;
  }
  for (const ask of asksOf(input)) settleAsk(ask, word);
}

/** Settles the rows of one ask that have no outcome yet: the first gets the word, the others are its duplicates. */
export function settleAsk(ask: Ask, word: Outcome): void {
  const open = ask.rows.filter((row) => row.outcome === null);
  const repeats = wordForDuplicates(word);
  open.forEach((row, index) => {
    settle(row, index === 0 && isFirst(row, ask) ? word : repeats);
  });
}

function isFirst(row: Row, ask: Ask): boolean {
  return row === ask.rows[0];
}

/** Whether any row of the input has no outcome yet. */
export function isOpen({ firstRow, moreRows }: Pick<Input, 'firstRow' | 'moreRows'>): boolean {
  return firstRow.outcome === null || (moreRows?.some((row) => row.outcome === null) ?? false);
}

/** The numbers of the rows that travel in these inputs, ascending. */
export function rowNumbers(inputs: readonly Input[]): readonly number[] {
  const numbers = inputs.map(({ firstRow }) => firstRow.number);
  for (const { moreRows } of inputs) if (moreRows !== null) for (const { number } of moreRows) numbers.push(number);
  const isAscending = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
  return isAscending ? numbers : numbers.sort((a, b) => a - b);
}
