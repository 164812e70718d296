// Which label is the other half of which: never guessed, and learned from associations that were looked at from both sides.
import { describe, expect, test } from '@jest/globals';
import type { AssociationDefinition, PairTypes } from '../../src/core/association-types.ts';
import { inversesOf } from '../../src/core/inverse-types.ts';
import { Turning } from '../../src/core/turning.ts';
import { CONTACT_COMPANY, CONTACT_CONTACT, define } from '../support/core-builders.ts';

type Definitions = readonly AssociationDefinition[];

function between(forward: Definitions, backward: Definitions): PairTypes {
  return { pair: { from: 'contacts', to: 'companies' }, forward, backward };
}

function idsOf(definitions: Definitions | null): readonly number[] | null {
  return definitions === null ? null : definitions.map(({ typeId }) => typeId);
}

function inverseIds(types: PairTypes): readonly (readonly [number, number | null])[] {
  return [...inversesOf(types)].map(([{ typeId }, inverse]) => [typeId, inverse?.typeId ?? null]);
}

/** Labels whose texts cross: 28 and 29 belong together, and 40 and 41. */
const referrer = define(28, 'Referrer');
const referred = define(40, 'Referred by');
const referredBack = define(29, 'Referred by');
const referrerBack = define(41, 'Referrer');
const crossed = between([define(279), referrer, referred], [define(280), referredBack, referrerBack]);

describe('types that were read from the other side', () => {
  test('are turned where that is beyond doubt: by id, without a label, and by being the only label', () => {
    const single = between(
      [define(279), define(1, 'Primary', 'HUBSPOT_DEFINED'), referrer],
      [define(280), define(2, 'Primary', 'HUBSPOT_DEFINED'), referredBack],
    );
    const seen = [define(280), define(2, 'Primary', 'HUBSPOT_DEFINED'), referredBack];
    expect(idsOf(new Turning(single).turn(seen))).toEqual([279, 1, 28]);
  });

  test('are in doubt where several labels could be meant, whatever their texts and ids', () => {
    expect(new Turning(crossed).turn([define(280), referrerBack])).toBeNull();
    expect(new Turning(CONTACT_COMPANY).turn([define(280), define(31, 'Decision maker')])).toBeNull();
  });

  test('are learned from an association that has one of them in doubt, seen from both sides', () => {
    const turning = new Turning(crossed);
    turning.learn([define(280), referredBack], [define(279), referrer]);
    expect(idsOf(turning.turn([define(280), referredBack]))).toEqual([279, 28]);
    turning.learn([define(280), referredBack, referrerBack], [define(279), referred, referrer]);
    expect(idsOf(turning.turn([referrerBack]))).toEqual([40]);
  });

  test('are not learned from an association that has two of them in doubt', () => {
    const turning = new Turning(crossed);
    turning.learn([define(280), referredBack, referrerBack], [define(279), referrer, referred]);
    expect(turning.turn([referredBack])).toBeNull();
  });

  test('stay in doubt for good when two associations contradict each other', () => {
    const turning = new Turning(crossed);
    turning.learn([define(280), referredBack], [define(279), referrer]);
    turning.learn([define(280), referredBack], [define(279), referred]);
    turning.learn([define(280), referredBack], [define(279), referrer]);
    expect(turning.turn([referredBack])).toBeNull();
  });
});

describe('the inverse of a label', () => {
  test('is known by one text on both sides and neighbouring ids, or by being left', () => {
    expect(inverseIds(CONTACT_COMPANY)).toEqual([
      [279, 280],
      [1, 2],
      [28, 29],
      [30, 31],
      [32, 33],
      [34, 35],
    ]);
  });

  test('is not known where texts cross, with or without gaps between the ids', () => {
    expect(inverseIds(crossed).slice(1)).toEqual([
      [28, null],
      [40, null],
    ]);
    const dense = between(
      [define(28, 'Referrer'), define(30, 'Referred by')],
      [define(27, 'Referred by'), define(29, 'Referrer')],
    );
    expect(inverseIds(dense)).toEqual([
      [28, null],
      [30, null],
    ]);
  });

  test('is not the label itself among records of one object type that have several', () => {
    expect(inverseIds(CONTACT_CONTACT)).toEqual([
      [449, 449],
      [36, null],
      [37, null],
    ]);
  });
});
