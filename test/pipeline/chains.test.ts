import { expect, test } from '@jest/globals';
import { rowsOf } from '../../src/core/inputs.ts';
import { outcome } from '../../src/core/outcomes.ts';
import { settleInput } from '../../src/core/settling.ts';
import type { Input } from '../../src/core/terms.ts';
import { unionOfTypes } from '../../src/core/type-sets.ts';
import { Chains, sentFor } from '../../src/pipeline/chains.ts';
import { inputOf, rowOf, setOf } from '../support/core-builders.ts';

const [A, B, C, D] = [28, 30, 32, 34].map((type) => setOf(`USER_DEFINED:${type}`)) as [Set, Set, Set, Set];
type Set = ReturnType<typeof setOf>;

/** An input of rows that ask for these sets; the rows in `succeeded` were reported before. */
function inputAsking(
  asked: readonly Set[],
  { succeeded = [], ...more }: Partial<Input> & { succeeded?: number[] } = {},
) {
  const rows = asked.map((types, index) => rowOf(index + 1, { types }));
  for (const row of rows) if (succeeded.includes(row.number)) row.outcome = outcome('created');
  return { ...inputOf('1', '2', asked.reduce(unionOfTypes), rows), ...more };
}

/** Plays the chain of an input through: rows, what is sent and what is told of each part. */
function play(input: Input, isAccepted: (part: Input) => boolean = () => true): readonly string[] {
  const chains = new Chains();
  const told: string[] = [];
  const short = ({ types }: Set): string => types.map(({ associationTypeId }) => associationTypeId).join(' ');
  chains.takeApart(input);
  for (let [part] = chains.takeFollowers(); part !== undefined; [part] = chains.takeFollowers()) {
    const numbers = rowsOf(part).map(({ number }) => number);
    told.push(`${numbers.join(' ')}: ${short(part.types)} told ${short(sentFor(part))}`);
    settleInput(part, outcome(isAccepted(part) ? 'created' : 'rejected'));
    if (isAccepted(part)) chains.accept(part);
    chains.follow(part);
  }
  return told;
}

test('each part is sent with the types accepted before it', () => {
  expect(play(inputAsking([A, B, A, C]), ({ firstRow }) => firstRow.types !== B)).toEqual([
    '1 3: 28 told 28',
    '2: 28 30 told 28 30',
    '4: 28 32 told 28 32',
  ]);
});

test('what the pair has is sent along, and what it had before the run is told', () => {
  const held = setOf('USER_DEFINED:30', 'USER_DEFINED:34');
  expect(play(inputAsking([A, C], { held }))).toEqual(['1: 28 30 34 told 28 30 34', '2: 28 30 32 34 told 28 30 32 34']);
  expect(play(inputAsking([A, C], { held, heldAtFirst: D }))).toEqual([
    '1: 28 30 34 told 28 34',
    '2: 28 30 32 34 told 28 32 34',
  ]);
});

test('what rows were given before is sent along with every part, and told where it came first', () => {
  const given = { succeeded: [1, 3], wasTakenApart: true };
  expect(play(inputAsking([A, B, C, A, D], given))).toEqual([
    '1 4: 28 32 told 28',
    '2: 28 30 32 told 28 30',
    '5: 28 30 32 34 told 28 30 32 34',
  ]);
});

test('an input is not taken apart when its one open part is what was sent', () => {
  expect(new Chains().takeApart(inputAsking([A, A]))).toEqual([]);
  expect(new Chains().takeApart(inputAsking([A, B], { succeeded: [1] }))).toEqual([]);
});
