import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { AppendFile } from '../../../src/adapters/run/append-file.ts';
import { type OriginalFormat, RESULT_COLUMNS, RowFiles } from '../../../src/adapters/run/row-files.ts';
import { outcome } from '../../../src/core/outcomes.ts';
import { ROW_STATUSES, type Row, UNFINISHED_STATUSES } from '../../../src/core/terms.ts';
import { rowOf, setOf } from '../../support/core-builders.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PLAIN: OriginalFormat = { header: ['from', 'to', 'note'], delimiter: ',', newline: '\n', encoding: 'utf-8' };

/** The texts of both files after these rows. */
async function written(rows: readonly Row[], original = PLAIN) {
  const folder = await temporaryFolder();
  const [results, failed] = [join(folder, 'results.csv'), join(folder, 'failed.csv')];
  const files = { results: await AppendFile.create(results), failed: await AppendFile.create(failed) };
  const rowFiles = new RowFiles(files, { original, wordsForCode: (code, status) => `words for ${code}, ${status}` });
  await rowFiles.writeHeaders();
  await rowFiles.write(rows);
  await files.results.close();
  await files.failed.close();
  return { results: await readFile(results, 'utf8'), failed: await readFile(failed, 'utf8') };
}

const field = fc.oneof(
  fc.string(),
  fc.constantFrom('a,b', '"', 'x"y', 'two\nlines', ' pad ', '\r', '', '=1+1', '\uFEFF'),
);

describe('results.csv', () => {
  test('has a line for each row, whatever stands in it', async () => {
    const facts = fc.tuple(fc.constantFrom(...ROW_STATUSES), field, field, field);
    await fc.assert(
      fc.asyncProperty(fc.array(facts, { maxLength: 8 }), async (all) => {
        const rows = all.map(([status, code, message, id], index) => {
          const word = outcome(status, { code, message, httpStatus: 207, correlationId: 'c-1', attempts: 2 });
          return rowOf(index + 1, { outcome: word, ...(status === 'invalid' ? { fromId: id } : {}) });
        });
        const lines: string[][] = parse((await written(rows)).results, { bom: false });
        expect(lines[0]).toEqual([...RESULT_COLUMNS]);
        expect(lines.slice(1)).toEqual(
          rows.map(({ number, fromId, outcome: word }) => {
            const { status = '', code = '', message = '' } = word ?? {};
            const words = message === '' && code !== '' ? `words for ${code}, ${status}` : message;
            return [`${number}`, 'contacts', fromId, 'companies', '2', '', status, code, words, '207', 'c-1', '2'];
          }),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('tells each row its own, in whatever order rows that share an outcome or their types come', async () => {
    const outcomes = Array.from({ length: 20 }, (_, index) =>
      outcome(index % 2 === 0 ? 'created' : 'rejected', { code: `C${index}`, attempts: index }),
    );
    const sets = [setOf(), setOf('USER_DEFINED:28'), setOf('USER_DEFINED:28', 'USER_DEFINED:30')];
    const choice = fc.tuple(
      fc.constantFrom(...outcomes),
      fc.constantFrom(...sets),
      fc.option(fc.constantFrom(...sets)),
      fc.constantFrom('contacts', 'deals'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(choice, { minLength: 40, maxLength: 80 }), async (all) => {
        const rows = all.map(([word, types, sent, fromType], index) =>
          rowOf(index + 1, { fromType, types, sent, outcome: word }),
        );
        const lines: string[][] = parse((await written(rows)).results);
        expect(
          lines.slice(1).map(([, fromType, , , , types, , code, , , , attempts]) => [fromType, types, code, attempts]),
        ).toEqual(
          rows.map(({ fromType, types, sent, outcome: word }) => [
            fromType,
            (sent ?? types).key,
            word?.code,
            `${word?.attempts}`,
          ]),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('tells the types that were sent, else those that were asked for', async () => {
    const [asked, sent] = [setOf('USER_DEFINED:28'), setOf('USER_DEFINED:28', 'USER_DEFINED:30')];
    const rows = [
      rowOf(1, { types: asked, outcome: outcome('rejected') }),
      rowOf(2, { types: asked, sent, outcome: outcome('created') }),
    ];
    const lines: string[][] = parse((await written(rows)).results);
    expect(lines.slice(1).map((line) => line[5])).toEqual(['USER_DEFINED:28', 'USER_DEFINED:28;USER_DEFINED:30']);
  });
});

describe('failed.csv', () => {
  test('holds exactly the rows that need a hand, with the fields that they had', async () => {
    const facts = fc.tuple(fc.constantFrom(...ROW_STATUSES), fc.array(field, { minLength: 3, maxLength: 5 }));
    const format = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      newline: fc.constantFrom('\n', '\r\n'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(facts, { maxLength: 8 }), format, async (all, how) => {
        const rows = all.map(([status, fields], index) =>
          rowOf(index + 1, { fields, outcome: outcome(status, { code: 'C', message: 'm' }) }),
        );
        const { failed } = await written(rows, { ...PLAIN, ...how });
        const options = { delimiter: how.delimiter, record_delimiter: how.newline, relax_column_count: true };
        const lines: string[][] = parse(failed, options);
        expect(lines[0]).toEqual(['from', 'to', 'note', 'hs_assoc_code', 'hs_assoc_message']);
        const unfinished = all.filter(([status]) => UNFINISHED_STATUSES.has(status));
        // A tail of empty fields, as spreadsheets write it, would push the added columns out of theirs.
        const kept = (fields: readonly string[]): readonly string[] =>
          fields.slice(3).every((one) => one === '') ? fields.slice(0, 3) : fields;
        expect(lines.slice(1)).toEqual(unfinished.map(([, fields]) => [...kept(fields), 'C', 'm']));
      }),
      { numRuns: 40 },
    );
  });

  test('does not carry along what an earlier import added', async () => {
    const header = ['from', 'hs_assoc_code', 'to', 'HS_ASSOC_MESSAGE'];
    const rows = [
      rowOf(1, { fields: ['1', 'OLD', '2', 'old words'], outcome: outcome('failed', { code: 'NEW', message: 'new' }) }),
    ];
    expect((await written(rows, { ...PLAIN, header })).failed).toBe(
      'from,to,hs_assoc_code,hs_assoc_message\n1,2,NEW,new\n',
    );
  });

  test('tells spreadsheets that it is UTF-8 where the original was not', async () => {
    expect((await written([], { ...PLAIN, encoding: 'windows-1252' })).failed.startsWith('\uFEFFfrom,')).toBe(true);
    expect((await written([])).failed.startsWith('from,')).toBe(true);
  });
});
