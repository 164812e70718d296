import { afterEach, describe, expect, test } from '@jest/globals';
import type { RowOutcome } from '../src/index.ts';
import { HsAssocError, importAssociations } from '../src/index.ts';
import type { Sandbox } from '../src/sandbox/server.ts';
import { startSandbox } from '../src/sandbox/server.ts';

describe('importAssociations', () => {
  let sandbox: Sandbox | null = null;

  afterEach(async () => {
    await sandbox?.close();
    sandbox = null;
  });

  async function all(outcomes: AsyncIterable<RowOutcome>): Promise<RowOutcome[]> {
    const taken: RowOutcome[] = [];
    for await (const outcome of outcomes) taken.push(outcome);
    return taken;
  }

  test('tells what became of every row, in the order of the rows', async () => {
    sandbox = await startSandbox({ rateLimit: null });
    const rows = [
      { fromId: '101', toId: '201' },
      { fromId: '4041', toId: '201' },
      { fromId: '102', toId: '201', type: 'Billing contact' },
      { fromId: '1.2E+5', toId: '201' },
      { fromId: '103', toId: '104', toType: 'deals' },
    ];
    const options = { token: 'pat-x', from: 'contacts', to: 'companies', baseUrl: sandbox.url };
    const outcomes = await all(importAssociations(rows, options));
    expect(outcomes.map(({ row, status, code }) => [row, status, code])).toEqual([
      [1, 'created', ''],
      [2, 'rejected', 'crm.associations.FROM_OBJECT_NOT_FOUND'],
      [3, 'created', ''],
      [4, 'invalid', 'ID_ROUNDED'],
      [5, 'created', ''],
    ]);
    expect(outcomes[2]?.types).toBe('USER_DEFINED:28');
  });

  test('tells what became of rows that a script without types hands over', async () => {
    sandbox = await startSandbox({ rateLimit: null });
    const rows: unknown = [
      { fromId: 101, toId: 201n, type: 28 },
      { fromId: 2 ** 53, toId: 201 },
      { fromId: null, toId: 201 },
      null,
      { fromId: {}, toId: 201 },
      { fromId: '102', toId: '201', type: null },
    ];
    const options = { token: 'pat-x', from: 'contacts', to: 'companies', baseUrl: sandbox.url };
    const outcomes = await all(importAssociations(rows as { fromId: string; toId: string }[], options));
    expect(outcomes.map(({ fromId, types, status, code }) => [fromId, types, status, code])).toEqual([
      ['101', 'USER_DEFINED:28', 'created', ''],
      ['9.007199254740992e+15', '', 'invalid', 'ID_ROUNDED'],
      ['', '', 'invalid', 'ID_MISSING'],
      ['', '', 'invalid', 'ROW_EMPTY'],
      ['[object Object]', '', 'invalid', 'ID_NOT_DIGITS'],
      ['102', '', 'created', ''],
    ]);
  });

  test('takes rows only while outcomes are taken', async () => {
    sandbox = await startSandbox({ rateLimit: null });
    let given = 0;
    async function* endless(): AsyncGenerator<{ fromId: string; toId: string }> {
      for (;;) {
        given += 1;
        yield { fromId: String(1000 + given), toId: '201' };
      }
    }
    const options = { token: 'pat-x', from: 'contacts', to: 'companies', baseUrl: sandbox.url, batchSize: 10 };
    for await (const { row } of importAssociations(endless(), options)) if (row === 100) break;
    const givenAtBreak = given;
    expect(givenAtBreak).toBeLessThan(20_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBe(givenAtBreak);
  });

  test('hands out the rows taken so far, and then throws, when HubSpot refuses the account', async () => {
    sandbox = await startSandbox({ rateLimit: null });
    const options = { token: 'pat-expired', from: 'contacts', to: 'companies', baseUrl: sandbox.url };
    const failure = await all(importAssociations([{ fromId: '1', toId: '2' }], options)).catch((thrown) => thrown);
    expect(failure).toBeInstanceOf(HsAssocError);
    expect(failure).toMatchObject({ code: 'STOPPED_AUTHENTICATION', exitCode: 4 });
  });

  test.each([
    [{ rate: Number.NaN, batchSize: 5_000, timeoutMs: Number.POSITIVE_INFINITY }, 3],
    [{ rate: 0 }, 1],
    [{ concurrency: 65 }, 1],
    [{ baseUrl: 'api.hubapi.com' }, 1],
  ])('refuses %j before anything is sent', async (wrong, problems) => {
    const options = { token: 'pat-x', from: 'contacts', to: 'companies', ...wrong };
    const failure = await all(importAssociations([{ fromId: '1', toId: '2' }], options)).catch((thrown) => thrown);
    expect(failure).toMatchObject({ code: 'OPTION_INVALID', exitCode: 2 });
    expect(failure.message.split('; ')).toHaveLength(problems);
  });

  test('takes a token as a file holds it, and refuses one that no header can hold', async () => {
    sandbox = await startSandbox({ rateLimit: null, token: 'pat-x' });
    const options = { token: 'pat-x\n', from: 'contacts', to: 'companies', baseUrl: sandbox.url };
    const outcomes = await all(importAssociations([{ fromId: '101', toId: '201' }], options));
    expect(outcomes).toMatchObject([{ status: 'created' }]);
    const unlike = all(importAssociations([{ fromId: '1', toId: '2' }], { ...options, token: 'Bearer pat-x' }));
    await expect(unlike).rejects.toMatchObject({ code: 'TOKEN_MALFORMED', exitCode: 2 });
  });

  test('ends with the exit code of an interrupt when its signal aborts', async () => {
    sandbox = await startSandbox({ rateLimit: null });
    const controller = new AbortController();
    const rows = Array.from({ length: 500 }, (_, index) => ({ fromId: String(1000 + index), toId: '201' }));
    const options = { token: 'pat-x', from: 'contacts', to: 'companies', baseUrl: sandbox.url, batchSize: 10 };
    const seen: RowOutcome[] = [];
    const run = async (): Promise<void> => {
      for await (const outcome of importAssociations(rows, { ...options, signal: controller.signal })) {
        seen.push(outcome);
        controller.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130, message: /signal that was given/ });
    expect(seen.map(({ row }) => row)).toEqual(seen.map((_, index) => index + 1));
    expect(new Set(seen.map(({ status }) => status)).has('not_sent')).toBe(true);
  });
});
