// Killed anywhere, nothing lost: the short version. `npm run test:kill` kills hundreds of times.
import { expect, test } from '@jest/globals';
import { KILL_CASES, killCase } from './kill-files.ts';
import { killAndCompare } from './kill-run.ts';

test.each([
  ['labels are kept', 'mixed pairs'],
  ['default associations', 'refusals are narrowed down'],
])(
  'an import that is killed a dozen times leaves what an undisturbed one leaves: %s, %s',
  async (...names) => {
    const reports = await Promise.all(
      names.map((name, index) => killAndCompare(killCase(name, index, { rows: 900 }), { seed: index, kills: 7 })),
    );
    const kills = reports.flatMap((report) => Object.values(report.kills)).reduce((sum, count) => sum + count, 0);
    expect(kills).toBeGreaterThan(3);
    for (const { name, differences } of reports) expect([name, ...differences]).toEqual([name]);
    expect(KILL_CASES).toEqual(expect.arrayContaining(names));
  },
  120_000,
);
