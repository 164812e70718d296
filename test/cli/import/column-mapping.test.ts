// `--map`, in all the ways in which column names make it hard.
import { describe, expect, test } from '@jest/globals';
import { readColumnMapping } from '../../../src/cli/import/column-mapping.ts';

describe('--map', () => {
  test('takes several roles at once, or one at a time', () => {
    const map = { from: 'Contact ID', to: 'Company ID', type: 'Label', fromType: 'A', toType: '#5' };
    const once = 'from=Contact ID, to=Company ID,type=Label,from_type=A,To-Type=#5';
    expect(readColumnMapping([once])).toEqual({ map, problems: [] });
    expect(readColumnMapping(once.split(','))).toEqual({ map, problems: [] });
  });

  test('leaves = and commas in a name alone', () => {
    expect(readColumnMapping(['from=a=b,to=Name, ID'])).toEqual({ map: { from: 'a=b', to: 'Name, ID' }, problems: [] });
    expect(readColumnMapping(['from=x, y=z', 'to=b']).map).toEqual({ from: 'x, y=z', to: 'b' });
  });

  test('says what is no assignment, no role, no name, or given twice', () => {
    const { problems } = readColumnMapping(['Contact ID', 'to=', 'from=A', 'from=B', 'fromtype=C']);
    expect(problems).toEqual([
      '"Contact ID" is no ROLE=COLUMN, such as from=Contact ID',
      'to= needs the name of a column',
      'from= is given twice',
      '"fromtype" is none of from, to, type, from_type, to_type; did you mean from_type?',
    ]);
    expect(readColumnMapping(['from=A,tpye=B']).problems).toEqual([
      '"tpye" is none of from, to, type, from_type, to_type; did you mean type?',
    ]);
  });
});
