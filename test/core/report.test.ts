import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outcome } from '../../src/core/outcomes.ts';
import { Report } from '../../src/core/report.ts';
import { ROW_STATUSES, type Row, type RowStatus } from '../../src/core/terms.ts';
import { rowOf } from '../support/core-builders.ts';

const noWords = (): string => '';

function settledRow(number: number, status: RowStatus, code = ''): Row {
  return rowOf(number, { outcome: outcome(status, { code, message: `message of ${number}` }) });
}

/** The group of a status and code, as the numbers of its rows say. */
function rangesOf(report: Report, code: string): string | undefined {
  return report.errors.find((group) => group.code === code)?.rowRanges;
}

describe('a report', () => {
  test('counts every row once, and its sum is what was read', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ROW_STATUSES), { maxLength: 60 }), (statuses) => {
        const report = new Report(noWords);
        for (const [index, status] of statuses.entries()) report.add(settledRow(index + 1, status));
        report.assertConserved();
        for (const status of ROW_STATUSES) {
          expect(report.rows[status]).toBe(statuses.filter((one) => one === status).length);
        }
        expect(report.rows.read).toBe(statuses.length);
        const done = ['created', 'exists', 'duplicate'];
        expect(report.unfinished).toBe(statuses.filter((one) => !done.includes(one)).length);
        expect(report.errors.reduce((sum, { rows }) => sum + rows, 0)).toBe(report.unfinished);
      }),
    );
  });

  test.each([
    ['that was left out', 3],
    ['that came before', 1],
  ])('takes no row after one %s', (_name, next) => {
    const report = new Report(noWords);
    report.add(settledRow(1, 'created'));
    expect(() => report.add(settledRow(next, 'created'))).toThrow(
      expect.objectContaining({ code: 'ROWS_NOT_CONSERVED', exitCode: 70 }),
    );
  });

  test('takes no row without an outcome', () => {
    expect(() => new Report(noWords).add(rowOf(1))).toThrow(expect.objectContaining({ exitCode: 70 }));
  });

  test('does not accept counts that do not add up', () => {
    const rows = { ...new Report(noWords).rows, read: 2, created: 1 };
    expect(() => new Report(noWords, { rows, errors: [] }).assertConserved()).toThrow(
      expect.objectContaining({ exitCode: 70 }),
    );
  });

  test('continues where an earlier sitting ended, whenever that was', () => {
    const plan = fc.array(fc.tuple(fc.constantFrom(...ROW_STATUSES), fc.constantFrom('A', 'B')), { maxLength: 40 });
    fc.assert(
      fc.property(plan, fc.nat(40), (all, cut) => {
        const rows = all.map(([status, code], index) => settledRow(index + 1, status, code));
        const whole = new Report(noWords);
        for (const row of rows) whole.add(row);
        const first = new Report(noWords);
        for (const row of rows.slice(0, cut)) first.add(row);
        const second = new Report(noWords, JSON.parse(JSON.stringify(first.state)));
        for (const row of rows.slice(cut)) second.add(row);
        expect(second.rows).toEqual(whole.rows);
        const sizes = (report: Report) =>
          new Map(report.errors.map(({ status, code, rows: count }) => [status + code, count]));
        expect(sizes(second)).toEqual(sizes(whole));
      }),
    );
  });
});

describe('a group of errors', () => {
  test('has the words for its code as the message of a row for which HubSpot had none', () => {
    const report = new Report((code, status) => `${status} by ${code}`);
    report.add(rowOf(1, { outcome: outcome('failed', { code: 'A' }) }));
    report.add(rowOf(2, { outcome: outcome('failed', { code: 'A', message: 'said' }) }));
    report.add(rowOf(3, { outcome: outcome('unknown') }));
    expect(report.errors.map(({ examples }) => examples.map(({ message }) => message))).toEqual([
      ['failed by A', 'said'],
      [''],
    ]);
  });

  test('tells its rows as ranges, the first examples, and comes before smaller groups', () => {
    const report = new Report(noWords);
    for (let number = 1; number <= 9; number += 1) {
      report.add(
        settledRow(number, [3, 7].includes(number) ? 'failed' : 'rejected', number % 2 === 0 ? 'EVEN' : 'ODD'),
      );
    }
    expect(report.errors.map(({ status, code, rows, rowRanges }) => [status, code, rows, rowRanges])).toEqual([
      ['rejected', 'EVEN', 4, '2,4,6,8'],
      ['rejected', 'ODD', 3, '1,5,9'],
      ['failed', 'ODD', 2, '3,7'],
    ]);
    const [even] = report.errors;
    expect(even?.examples.map(({ row }) => row)).toEqual([2, 4, 6]);
    expect(even?.examples[0]).toMatchObject({ fromId: '1', toId: '2', message: 'message of 2' });
  });

  test('of neighbours is one range', () => {
    const report = new Report(noWords);
    for (let number = 1; number <= 5; number += 1) report.add(settledRow(number, 'invalid', 'ID_MISSING'));
    expect(rangesOf(report, 'ID_MISSING')).toBe('1-5');
  });

  test('keeps twenty ranges and says that there are more', () => {
    const report = new Report(noWords);
    for (let number = 1; number <= 100; number += 1)
      report.add(settledRow(number, number % 2 ? 'invalid' : 'created', 'X'));
    const ranges = rangesOf(report, 'X')?.split(',') ?? [];
    expect([ranges.length, ranges[0], ranges[19], ranges[20]]).toEqual([21, '1', '39', '…']);
  });

  test('beyond the two hundredth is counted with all others', () => {
    const report = new Report(noWords);
    for (let number = 1; number <= 300; number += 1) report.add(settledRow(number, 'rejected', `CODE_${number}`));
    expect(report.errors.length).toBe(201);
    expect(report.errors[0]).toMatchObject({ code: 'OTHER', rows: 100 });
  });
});
