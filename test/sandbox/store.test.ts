import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { TypeRegistry } from '../../src/sandbox/association-types.ts';
import { defaultTypes } from '../../src/sandbox/default-types.ts';
import { AssociationStore } from '../../src/sandbox/store.ts';

const registry = new TypeRegistry(defaultTypes);
const choices = registry.between('0-1', '0-2');
const contact = (id: string) => ({ objectTypeId: '0-1', id });
const company = (id: string) => ({ objectTypeId: '0-2', id });

const id = fc.oneof(fc.bigInt(1n, 40n), fc.bigInt(2n ** 53n, 2n ** 53n + 20n)).map(String);
const write = fc.record({
  from: id,
  to: id,
  types: fc.uniqueArray(fc.constantFrom(...choices), { minLength: 1 }),
  action: fc.constantFrom('replace', 'add', 'remove'),
  backwards: fc.boolean(),
});

describe('the store', () => {
  test('holds what a plain map would, seen from both sides, whichever side wrote', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 200 }), (writes) => {
        const store = new AssociationStore(registry);
        const model = new Map<string, Set<number>>();
        for (const { from, to, types, action, backwards } of writes) {
          const seen = backwards ? types.map((type) => registry.at(type.inverseIndex)) : types;
          const pair = backwards ? ([company(to), contact(from)] as const) : ([contact(from), company(to)] as const);
          const before = model.get(`${from}/${to}`) ?? new Set();
          if (action === 'remove') store.remove(...pair, seen);
          else store.write(...pair, { types: seen, mode: action });
          const kept = action === 'replace' ? [] : [...before];
          const written = types.map((type) => type.index);
          const after = action === 'remove' ? kept.filter((index) => !written.includes(index)) : [...kept, ...written];
          if (after.length === 0) model.delete(`${from}/${to}`);
          else model.set(`${from}/${to}`, new Set(after));
        }
        expect(store.size).toBe(model.size);
        for (const [key, types] of model) {
          const [from = '', to = ''] = key.split('/');
          const forward = store.typesOf(contact(from), company(to)).map((type) => type.index);
          const back = store.typesOf(company(to), contact(from)).map((type) => type.inverseIndex);
          expect(forward).toEqual([...types].sort((a, b) => a - b));
          expect(new Set(back)).toEqual(types);
        }
        const listed = [...store.all()].length;
        expect(listed).toBe(model.size);
        for (const from of new Set([...model.keys()].map((key) => String(key.split('/')[0])))) {
          const expected = [...model.keys()]
            .filter((key) => key.startsWith(`${from}/`))
            .map((key) => key.split('/')[1]);
          const found = [...store.neighbours(contact(from), '0-2')].map((neighbour) => neighbour.id);
          expect(found.sort()).toEqual(expected.sort());
        }
      }),
    );
  });

  test('tells paired halves between records of one type apart', () => {
    const store = new AssociationStore(registry);
    const types = registry.between('0-1', '0-1').filter((type) => type.label === 'Manager');
    store.write(contact('9'), contact('1'), { types, mode: 'add' });
    expect(store.typesOf(contact('9'), contact('1')).map((type) => type.label)).toEqual(['Manager']);
    expect(store.typesOf(contact('1'), contact('9')).map((type) => type.label)).toEqual(['Report']);
  });

  test('reads an id with leading zeros as the number it is', () => {
    const store = new AssociationStore(registry);
    store.write(contact('007'), company('0'), { types: choices, mode: 'add' });
    expect(store.typesOf(contact('7'), company('000'))).toHaveLength(choices.length);
  });

  test('keeps a record of one type apart from a record of another with the same id', () => {
    const store = new AssociationStore(registry);
    store.write(contact('1'), company('1'), { types: choices, mode: 'add' });
    expect([...store.neighbours(contact('1'), '0-1')]).toEqual([]);
    expect([...store.neighbours(contact('1'), '0-2')]).toHaveLength(1);
  });
});
