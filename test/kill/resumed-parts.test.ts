// Rows of one pair that were taken apart in one sitting, of which another reports the rest.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
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
