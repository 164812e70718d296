// How the types of the pairs in a file are learned: each direction once, and not one after the other.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { sandboxWith } from '../sandbox/support.ts';
import { run, temporaryFolder } from './support.ts';

const OBJECT_TYPES = ['companies', 'deals', 'tickets'];

test('a file that names three pairs in both directions asks six times, for several at once', async () => {
  const held = { match: { path: 'contacts/companies/labels' }, delayMs: 3_000 };
  const sandbox = await sandboxWith({
    rateLimit: { max: 1_000, intervalMs: 10_000 },
    magicIds: false,
    faults: [held],
  });
  const cwd = temporaryFolder();
  const rows = OBJECT_TYPES.flatMap((type, index) => [
    `contacts,${type},1${index},2${index},`,
    `${type},contacts,2${index},1${index},`,
  ]);
  writeFileSync(path.join(cwd, 'links.csv'), ['from_type,to_type,from,to,type', ...rows].join('\n'));
  const { code, stdout } = await run(['import', 'links.csv', '--base-url', sandbox.url, '--no-progress'], {
    cwd,
    env: { HUBSPOT_ACCESS_TOKEN: 'any' },
  });
  expect({ code, created: /(\d+) {2}created/.exec(stdout)?.[1] }).toEqual({ code: 0, created: '6' });
  const asked = sandbox.requests.filter(({ method }) => method === 'GET');
  expect(asked).toHaveLength(6);
  expect(new Set(asked.map(({ path: asking }) => asking)).size).toBe(6);
  const [first] = asked;
  expect(first?.path).toContain('contacts/companies/labels');
  // All others were asked and answered while the first answer was held back.
  expect(asked.slice(1).every(({ endedAtMs }) => (endedAtMs ?? 0) < (first?.endedAtMs ?? 0))).toBe(true);
});

test('a column that holds no object types costs few requests, and is told by a few of its names', async () => {
  const sandbox = await sandboxWith({ rateLimit: { max: 1_000, intervalMs: 10_000 } });
  const cwd = temporaryFolder();
  const rows = Array.from({ length: 300 }, (_, index) => `1,2,Customer${index}`);
  writeFileSync(path.join(cwd, 'links.csv'), ['from,to,to type', ...rows].join('\n'));
  const argv = ['import', 'links.csv', '--from', 'contacts', '--base-url', sandbox.url];
  const { code, stderr } = await run(argv, { cwd, env: { HUBSPOT_ACCESS_TOKEN: 'any' } });
  expect(code).toBe(2);
  expect(stderr.match(/HubSpot knows no associations/g)).toHaveLength(10);
  expect(stderr).toContain('The file names 300 pairs of object types; do these columns hold object types?');
  expect(sandbox.requests.length).toBeLessThan(40);
});
