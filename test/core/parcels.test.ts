import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Parcel } from '../../src/core/parcels.ts';
import * as parcels from '../../src/core/parcels.ts';
import type { Input } from '../../src/core/terms.ts';
import { inputOf } from '../support/core-builders.ts';

const inputsOf = (count: number): Input[] =>
  Array.from({ length: count }, (_, index) => inputOf(String(index + 1), '1'));

/** What a search came to. */
interface Found {
  readonly accepted: Input[];
  readonly refused: Input[];
  readonly requests: number;
}

/** Answers requests as a HubSpot would that refuses every request with a culprit in it and names nobody. */
function search(inputs: readonly Input[], culprits: ReadonlySet<Input>): Found {
  const found: Found = { accepted: [], refused: [], requests: 0 };
  const queue: Parcel[] = [parcels.wholeParcel(inputs)];
  let requests = 0;
  for (let parcel = queue.shift(); parcel !== undefined; parcel = queue.shift()) {
    const sent = parcels.inputsToSend(parcel);
    if (sent.length === 0) throw new Error('a request without inputs');
    requests += 1;
    if (!sent.some((input) => culprits.has(input))) {
      found.accepted.push(...sent);
      queue.push(...parcels.afterAnswer(parcel));
    } else if (sent.length === 1) {
      found.refused.push(...sent);
      queue.push(...parcels.afterNamedRefusal(parcel, []));
    } else queue.push(...parcels.afterSilentRefusal(parcel));
  }
  return { ...found, requests };
}

const byId = (inputs: Iterable<Input>): string[] =>
  [...inputs].map(({ fromId }) => fromId).sort((a, b) => Number(a) - Number(b));

describe('a search where the refusal names nobody', () => {
  const batch = fc
    .integer({ min: 1, max: 300 })
    .chain((count) => fc.tuple(fc.constant(count), fc.uniqueArray(fc.nat(count - 1), { maxLength: 12 })));

  test('finds exactly the culprits, answers every input once, and costs at most 2·k·log2(n) requests and two', () => {
    fc.assert(
      fc.property(batch, ([count, indexes]) => {
        const inputs = inputsOf(count);
        const culprits = new Set(indexes.flatMap((index) => inputs[index] ?? []));
        const { accepted, refused, requests } = search(inputs, culprits);
        expect(byId(refused)).toEqual(byId(culprits));
        expect(byId([...accepted, ...refused])).toEqual(byId(inputs));
        expect(requests).toBeLessThanOrEqual(2 * culprits.size * Math.ceil(Math.log2(count)) + 2);
      }),
      { numRuns: 500 },
    );
  });

  test('costs one culprit of 2,000 thirteen requests: the first, eleven to find it, and one for all others', () => {
    const inputs = inputsOf(2_000);
    for (const index of [0, 1, 777, 1_000, 1_998, 1_999]) {
      const culprit = inputs.slice(index, index + 1);
      expect(search(inputs, new Set(culprit)).requests).toBeLessThanOrEqual(14);
    }
  });
});

describe('a parcel', () => {
  const inputs = inputsOf(8);

  test('under search sends one half of its suspects, and what is not suspected waits', () => {
    const [first] = parcels.afterSilentRefusal(parcels.wholeParcel(inputs));
    const [second] = first === undefined ? [] : parcels.afterSilentRefusal(first);
    if (second === undefined) throw new Error('there is no search');
    expect(byId(parcels.inputsToSend(second))).toEqual(['1', '2']);
    expect(parcels.heldBack(second).map((one) => byId(parcels.inputsOf(one)))).toEqual([
      ['3', '4', '5', '6', '7', '8'],
    ]);
    const [other] = parcels.afterAnswer(second);
    expect(other === undefined ? [] : byId(parcels.inputsToSend(other))).toEqual(['3']);
  });

  test('whose suspects were all accepted sends the others together', () => {
    const [searching] = parcels.suspect(parcels.wholeParcel(inputs), inputs.slice(0, 1));
    expect(searching === undefined ? null : parcels.afterAnswer(searching)).toEqual([]);
    expect(parcels.suspect(parcels.wholeParcel(inputs), [])).toEqual([]);
  });

  test('loses nothing, whatever became of its requests before', () => {
    const answers = fc.array(fc.boolean(), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), answers, (count, accepted) => {
        let open: readonly Input[] = inputsOf(count);
        let parcel: Parcel | undefined = parcels.wholeParcel(open);
        for (const isAccepted of accepted) {
          const [next]: readonly (Parcel | undefined)[] = isAccepted
            ? parcels.afterAnswer(parcel)
            : parcels.afterSilentRefusal(parcel);
          const sent = parcels.inputsToSend(parcel);
          if (isAccepted) open = open.filter((input) => !sent.includes(input));
          if (next === undefined) break;
          parcel = next;
        }
        const inAll = (left: readonly Parcel[]): string[] => byId(left.flatMap((one) => parcels.inputsOf(one)));
        const sent = parcels.inputsToSend(parcel);
        const all = parcels.inputsOf(parcel);
        const others = all.filter((input) => !sent.includes(input));
        expect(byId(all)).toEqual(open.length === 0 ? byId(all) : byId(open));
        expect(inAll(parcels.afterAnswer(parcel))).toEqual(byId(others));
        expect(inAll(parcels.heldBack(parcel))).toEqual(byId(others));
        expect(inAll(parcels.afterSilentRefusal(parcel))).toEqual(byId(all));
        expect(inAll(parcels.halves(parcel))).toEqual(byId(all));
        expect(inAll(parcels.afterNamedRefusal(parcel, sent.slice(1)))).toEqual(byId([...sent.slice(1), ...others]));
      }),
    );
  });

  test('without anything left makes no request', () => {
    const whole = parcels.wholeParcel(inputs);
    expect([parcels.afterAnswer(whole), parcels.heldBack(whole), parcels.afterNamedRefusal(whole, [])]).toEqual([
      [],
      [],
      [],
    ]);
  });
});
