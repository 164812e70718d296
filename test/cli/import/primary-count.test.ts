// Rows that set the primary company: how many, and how many take that place from an earlier row.
import { expect, test } from '@jest/globals';
import { PrimaryCount } from '../../../src/cli/import/primary-count.ts';
import { wordsForPrimary } from '../../../src/cli/wording/notices.ts';
import { outcome } from '../../../src/core/outcomes.ts';
import { rowOf, setOf } from '../../support/core-builders.ts';

const toPrimary = setOf('HUBSPOT_DEFINED:1');
const fromPrimary = { fromType: 'companies', toType: 'contacts', types: setOf('HUBSPOT_DEFINED:2') };

test('rows without a primary type, and invalid ones, do not count', () => {
  const primary = new PrimaryCount(3);
  primary.add([
    rowOf(1),
    rowOf(2, { types: toPrimary, outcome: outcome('invalid') }),
    rowOf(3, { types: setOf('USER_DEFINED:1') }),
  ]);
  expect(primary.rows).toEqual({ all: 3, contested: 0 });
});

test('two companies of one record contest the place, in either direction and across calls; the same company twice does not', () => {
  const primary = new PrimaryCount(0);
  primary.add([
    rowOf(1, { fromId: '7', toId: '100', types: toPrimary }),
    rowOf(2, { fromId: '7', toId: '100', types: toPrimary }),
    rowOf(3, { fromId: '8', toId: '100', types: toPrimary }),
  ]);
  expect(primary.rows).toEqual({ all: 3, contested: 0 });
  primary.add([
    rowOf(4, { ...fromPrimary, fromId: '200', toId: '7' }),
    rowOf(5, { fromType: 'deals', fromId: '7', toId: '300', types: setOf('HUBSPOT_DEFINED:5') }),
  ]);
  expect(primary.rows).toEqual({ all: 5, contested: 1 });
  expect(wordsForPrimary(primary.rows)).toMatch(/^note: 5 rows set .* At least 1 of them takes it from an earlier row/);
});

test('records without end are not remembered without end', () => {
  const primary = new PrimaryCount(0);
  const rows = Array.from({ length: 100_001 }, (_, id) => rowOf(id + 1, { fromId: `${id}`, types: toPrimary }));
  primary.add(rows);
  primary.add([rowOf(1, { fromId: '0', toId: '9', types: toPrimary })]);
  expect(primary.rows.contested).toBe(0);
  primary.add([rowOf(1, { fromId: '100000', toId: '9', types: toPrimary })]);
  expect(primary.rows.contested).toBe(1);
});
