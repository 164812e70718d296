import { describe, expect, test } from '@jest/globals';
import { parseFaults } from '../../src/sandbox/faults.ts';
import { ask, createPath, defaultPath, sandboxWith, typed, untyped } from './support.ts';

const body = { inputs: [typed('1', '2', 279), typed('3', '4', 279), typed('5', '6', 279)] };

describe('which request a fault strikes', () => {
  test('takes the first that fits, as often as it says', async () => {
    const sandbox = await sandboxWith({
      faults: [
        { match: { path: 'batch/associate' }, status: 503 },
        { match: { path: '/batch\\/create$/', minInputs: 3, maxInputs: 3 }, times: 2, status: 502 },
        { match: { containsId: '23' }, status: 423 },
        { match: { method: 'put' }, times: 'always', status: 500 },
      ],
    });
    const statuses = [];
    for (let round = 0; round < 3; round++) statuses.push((await ask(sandbox, createPath, { body })).status);
    expect(statuses).toEqual([502, 502, 201]);
    expect(sandbox.unusedFaults()).toHaveLength(3);
    expect((await ask(sandbox, defaultPath, { body: { inputs: [untyped('123', '2')] } })).status).toBe(503);
    expect((await ask(sandbox, defaultPath, { body: { inputs: [untyped('123', '2')] } })).status).toBe(200);
    expect((await ask(sandbox, defaultPath, { body: { inputs: [untyped('23', '2')] } })).status).toBe(423);
    expect((await ask(sandbox, 'PUT /anything')).status).toBe(500);
    expect((await ask(sandbox, 'PUT /anything')).status).toBe(500);
    expect(sandbox.unusedFaults()).toEqual([]);
    expect(sandbox.requests.map((entry) => entry.faultIndex)).toEqual([1, 1, null, 0, null, 2, 3, 3]);
  });

  test('a script that cannot be used is refused with all its problems at once', () => {
    const script = [{ status: 42, reset: 'maybe' }, { match: { path: '/(/', colour: 1 } }, 7];
    expect(() => parseFaults(script)).toThrow(
      /faults\[0\]\.status.*faults\[0\]\.reset.*faults\[1\]\.match\.path.*colour.*faults\[2\] is not an object/s,
    );
    expect(() => parseFaults({})).toThrow(/a fault script is a JSON array/);
  });
});

describe('what a fault does', () => {
  test('answers with its status, headers and body, the correlation id filled in, and applies nothing', async () => {
    const fault = { status: 477, headers: { 'Retry-After': '60' }, body: { correlationId: '{{correlationId}}' } };
    const sandbox = await sandboxWith({ faults: [fault] });
    const answer = await ask(sandbox, createPath, { body });
    expect([answer.status, answer.headers['retry-after']]).toEqual([477, '60']);
    expect(answer.json.correlationId).toBe(answer.headers['x-hubspot-correlation-id']);
    expect(sandbox.store.size).toBe(0);
  });

  test.each([
    [401, 'application/json', 'EXPIRED_AUTHENTICATION'],
    [403, 'application/json', 'MISSING_SCOPES'],
    [429, 'application/json', 'RATE_LIMIT'],
    [500, 'application/json', 'INTERNAL_ERROR'],
    [502, 'text/html', '<html>'],
    [524, 'text/html', '<html>'],
  ])('a bare %i speaks %s', async (status, type, text) => {
    const sandbox = await sandboxWith({ faults: [{ status }] });
    const answer = await ask(sandbox, createPath, { body });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain(type);
    expect(answer.text).toContain(text);
  });

  test('applies first, then says otherwise', async () => {
    const sandbox = await sandboxWith({ faults: [{ status: 500, applyFirst: true }] });
    expect((await ask(sandbox, createPath, { body })).status).toBe(500);
    expect(sandbox.store.size).toBe(3);
  });

  test.each([
    ['before', 0],
    ['after', 3],
  ] as const)('cuts the connection %s the write', async (reset, size) => {
    const sandbox = await sandboxWith({ faults: [{ reset }] });
    await expect(ask(sandbox, createPath, { body })).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(sandbox.store.size).toBe(size);
    expect(sandbox.requests[0]).toMatchObject({ status: null, faultIndex: 0 });
    expect(sandbox.counts.byStatus).toEqual({ none: 1 });
  });

  test('truncates an answer whose write is applied', async () => {
    const sandbox = await sandboxWith({ faults: [{ truncate: 'after', bytes: 10 }] });
    await expect(ask(sandbox, createPath, { body })).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(sandbox.store.size).toBe(3);
  });

  test.each([
    ['before', 0],
    ['after', 3],
  ] as const)('never answers, %s the write, until it closes', async (hang, size) => {
    const sandbox = await sandboxWith({ faults: [{ hang }] });
    const hanging = ask(sandbox, createPath, { body }).catch((error: unknown) => error);
    // A second request on a connection of its own tells that the first has been taken.
    while (sandbox.counts.total === 0 || sandbox.requests[0]?.endedAtMs === null) {
      await ask(sandbox, 'GET /crm/associations/2026-03/0-1/0-2/labels');
    }
    expect(sandbox.store.size).toBe(size);
    await sandbox.close();
    expect(await hanging).toBeInstanceOf(Error);
  });

  test('says COMPLETE without results, or CANCELED, and applies nothing', async () => {
    const sandbox = await sandboxWith({ faults: [{ emptyResults: true }, { canceled: true }] });
    const empty = await ask(sandbox, createPath, { body });
    const canceled = await ask(sandbox, createPath, { body });
    expect([empty.status, empty.json.status, empty.json.results]).toEqual([201, 'COMPLETE', []]);
    expect([canceled.json.status, canceled.json.results]).toEqual(['CANCELED', []]);
    expect(sandbox.store.size).toBe(0);
  });

  test('leaves results out that were applied, by number or by id', async () => {
    const sandbox = await sandboxWith({ faults: [{ dropResults: 2 }, { dropResults: ['3'] }] });
    expect((await ask(sandbox, createPath, { body })).json.results).toHaveLength(1);
    const byId = await ask(sandbox, createPath, { body });
    expect(byId.json.results?.map((result) => result.fromObjectId)).not.toContain(3);
    expect(byId.json.results).toHaveLength(2);
    expect(sandbox.store.size).toBe(3);
  });

  test('delays an answer by at least what it says, on top of the latency', async () => {
    const sandbox = await sandboxWith({ faults: [{ delayMs: 30 }], latencyMs: 10, jitterMs: 5 });
    await ask(sandbox, createPath, { body });
    const [entry] = sandbox.requests;
    expect(Number(entry?.endedAtMs) - Number(entry?.startedAtMs)).toBeGreaterThanOrEqual(38);
  });
});

describe('closing', () => {
  test('does not wait for an answer that is still being delayed', async () => {
    const sandbox = await sandboxWith({ latencyMs: 3_600_000 });
    const pending = ask(sandbox, createPath, { body }).catch((error: unknown) => error);
    while (sandbox.counts.total === 0) await new Promise(setImmediate);
    await sandbox.close();
    expect(await pending).toBeInstanceOf(Error);
  });

  test('forgets all but the newest requests, and counts them all', async () => {
    const sandbox = await sandboxWith({ logCapacity: 2 });
    for (let round = 0; round < 3; round++) await ask(sandbox, createPath, { body });
    expect(sandbox.requests.map((entry) => entry.number)).toEqual([2, 3]);
    expect(sandbox.requests[0]).toMatchObject({ method: 'POST', inputCount: 3, status: 201 });
    expect(sandbox.requests[0]).not.toHaveProperty('bodyText');
    expect(sandbox.counts.byEndpoint).toEqual({ 'POST associations/batch/create': { 201: 3 } });
  });
});
