// Rows of one pair that were taken apart in one sitting, of which another reports the rest.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { run, temporaryFolder } from '../cli/support.ts';
import { sandboxWith } from '../sandbox/support.ts';
import { env, statusesOf } from './support.ts';

test.each(['replace', 'keep'])(
  'a label that was refused before the stop is not sent with the next one after it (%s)',
  async (existing) => {
    const sandbox = await sandboxWith({
      rateLimit: null,
      faults: [{ match: { path: 'contacts/deals/batch/create' }, delayMs: 700, status: 401 }],
    });
    const call = (...argv: readonly string[]): ReturnType<typeof run> => run(argv, { cwd, env });
    const cwd = temporaryFolder();
    const account = ['--base-url', sandbox.url];
    // Contact 101 has its one company with this label.
    await call('link', 'contacts', '101', 'companies', '200', '--type', 'Billing contact', ...account);
    await call('limits', 'set', 'contacts', 'companies', 'Billing contact', '1', ...account);
    const rows = ['101,201,Billing contact,companies', '102,301,4,deals', '101,201,Decision maker,companies'];
    writeFileSync(path.join(cwd, 'links.csv'), `from,to,type,to type\n${rows.join('\n')}\n`);
    const argv = ['import', 'links.csv', '--from', 'contacts', '--existing', existing, '--out', 'run', ...account];
    expect(await call(...argv)).toMatchObject({ code: 4 });
    const out = path.join(cwd, 'run');
    expect(JSON.parse(readFileSync(path.join(out, 'checkpoint.json'), 'utf8'))).toMatchObject({ rowsDone: 1 });
    expect(statusesOf(out)).toEqual(['rejected', 'not_sent', 'created']);
    expect(await call('resume', 'run')).toMatchObject({ code: 1 });
    expect(statusesOf(out)).toEqual(['rejected', 'created', 'created']);
  },
);

const [billing, decision, director, unlabelled, stop] = [
  '101,201,Billing contact,companies',
  '101,201,Decision maker,companies',
  '101,201,32,companies',
  '101,201,279,companies',
  '102,301,4,deals',
];

interface Plan {
  readonly rows: readonly string[];
  readonly existing: string;
  /** Whether the pair has a label before the run. */
  readonly hasDirector?: boolean;
  /** Whether contact 101 may not have another billing company. */
  readonly isLimited?: boolean;
  readonly isLimitedInTheEnd?: boolean;
  /** Whether the run is stopped at the deal, and what follows in the file is left to another sitting. */
  readonly isStopped?: boolean;
}

/** What becomes of the rows, and what the pair has in the end. */
async function ended({ rows, existing, isStopped = true, ...plan }: Plan) {
  const { hasDirector = false, isLimited = true, isLimitedInTheEnd = isLimited } = plan;
  const stopping = { match: { path: 'contacts/deals/batch/create' }, delayMs: 700, status: 401 };
  const sandbox = await sandboxWith({ rateLimit: null, faults: isStopped ? [stopping] : [] });
  const cwd = temporaryFolder();
  const account = ['--base-url', sandbox.url];
  const call = async (code: number, ...argv: readonly string[]): Promise<void> =>
    expect(await run([...argv], { cwd, env })).toMatchObject({ code });
  const label = (company: string, label: number): void => {
    const types = sandbox.types.between('0-1', '0-2').filter(({ typeId }) => typeId === label || typeId === 279);
    sandbox.store.write(
      { objectTypeId: '0-1', id: '101' },
      { objectTypeId: '0-2', id: company },
      { types, mode: 'add' },
    );
  };
  label('200', 28);
  if (hasDirector) label('201', 32);
  if (isLimited) await call(0, 'limits', 'set', 'contacts', 'companies', 'Billing contact', '1', ...account);
  writeFileSync(path.join(cwd, 'links.csv'), `from,to,type,to type\n${rows.join('\n')}\n`);
  const end = isLimited ? 1 : 0;
  const argv = ['import', 'links.csv', '--from', 'contacts', '--existing', existing, '--out', 'run', '--rate', '1000'];
  await call(isStopped ? 4 : end, ...argv, ...account);
  const out = path.join(cwd, 'run');
  if (isStopped) {
    const { rowsDone } = JSON.parse(readFileSync(path.join(out, 'checkpoint.json'), 'utf8'));
    expect(rowsDone).toBe(rows.indexOf(stop));
    if (isLimited && !isLimitedInTheEnd)
      await call(0, 'limits', 'clear', 'contacts', 'companies', 'Billing contact', ...account);
    await call(end, 'resume', 'run');
  }
  const lines = readFileSync(path.join(out, 'results.csv'), 'utf8').trimEnd().split('\n').slice(1);
  const { store } = sandbox;
  const [pair] = [...store.all()].filter(({ from, to }) => [from.id, to.id].sort().join(' ') === '101 201');
  return {
    rows: lines.map((line) => line.split(',').slice(5, 8).join(' ').trimEnd()),
    held: pair === undefined ? [] : store.typesOf(pair.from, pair.to).map(({ typeId }) => typeId),
  };
}

const fresh = { hasDirector: false, isLimited: true };

describe.each(['replace', 'keep'])('--existing %s', (existing) => {
  test.each([
    ['nothing is refused', [decision, stop, director], { ...fresh, isLimited: false }],
    [
      'one before the stop is refused, and those behind it ask for two types',
      [decision, billing, stop, director, unlabelled],
      fresh,
    ],
    [
      'one is refused, and rows behind the stop repeat others',
      [decision, director, billing, stop, decision, director],
      fresh,
    ],
    ['a row behind the stop repeats one that was refused', [billing, stop, billing, decision], fresh],
    ['the first is refused, and the pair had a label', [billing, stop, decision], { ...fresh, hasDirector: true }],
  ])('a resumed run reports and leaves what an undisturbed one does: %s', async (_name, rows, account) => {
    const plan = { rows, existing, ...account };
    const [calm, resumed] = await Promise.all([ended({ ...plan, isStopped: false }), ended(plan)]);
    expect(resumed).toEqual(calm);
  });

  test('a row that repeats a refused one is created itself when it is accepted after the stop', async () => {
    const rows = [billing, stop, billing, decision, billing];
    const { rows: told } = await ended({ rows, existing, isLimitedInTheEnd: false });
    expect(told).toEqual([
      'USER_DEFINED:28 rejected VALIDATION_ERROR',
      'HUBSPOT_DEFINED:4 created',
      'USER_DEFINED:28 created',
      'USER_DEFINED:28;USER_DEFINED:30 created',
      'USER_DEFINED:28 duplicate',
    ]);
  });

  test('what only a refused row asked for is not sent with a later one, though it would be accepted by now', async () => {
    const { rows, held } = await ended({ rows: [billing, stop, decision], existing, isLimitedInTheEnd: false });
    expect(rows).toEqual([
      'USER_DEFINED:28 rejected VALIDATION_ERROR',
      'HUBSPOT_DEFINED:4 created',
      'USER_DEFINED:30 created',
    ]);
    expect(held).toEqual([279, 30]);
  });
});
