// The bench server is only worth measuring against when it answers as the sandbox does.
import { afterEach, describe, expect, test } from '@jest/globals';
import { type BenchServer, startBenchServer } from '../bench/server/server.ts';
import { unthrottled } from '../bench/server/settings.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/server.ts';
import { typed, untyped } from './sandbox/support.ts';

const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function bothServers(): Promise<{ bench: BenchServer; sandbox: Sandbox }> {
  const bench = await startBenchServer(unthrottled);
  const sandbox = await startSandbox({
    switches: { order: 'same' },
    rateLimit: { max: 1_000_000, intervalMs: 10_000 },
  });
  running.push(bench, sandbox);
  return { bench, sandbox };
}

/** Status, content type and body, without what differs from one request to the next. */
async function answerOf(url: string, [method = '', path = '']: string[], body?: string) {
  const headers = { authorization: 'Bearer pat-eu1-test', 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = (await response.text()).replaceAll(/"(startedAt|completedAt|correlationId)":"[^"]+"/g, '"$1":""');
  return { status: response.status, type: response.headers.get('content-type'), body: JSON.parse(text) };
}

async function expectAlike(call: string, body?: string): Promise<void> {
  const { bench, sandbox } = await bothServers();
  const request = call.split(' ');
  expect(await answerOf(bench.url, request, body)).toEqual(await answerOf(sandbox.url, request, body));
}

const associations = 'POST /crm/associations/2026-03/contacts/companies';

/** Bodies after one another, of which each is nearly the one before. */
async function expectAllAlike(call: string, bodies: readonly string[]): Promise<void> {
  const { bench, sandbox } = await bothServers();
  const request = call.split(' ');
  for (const body of bodies)
    expect(await answerOf(bench.url, request, body)).toEqual(await answerOf(sandbox.url, request, body));
}

describe('the bench server answers as the sandbox does', () => {
  test('to typed associations, with the labels that were asked for', async () => {
    const inputs = [
      typed('101', '201', 279),
      typed('102', '202', '28'),
      typed('103', '203', '30'),
      typed('9', '8', 279),
    ];
    await expectAlike(`${associations}/batch/create`, JSON.stringify({ inputs }));
  });

  test('to inputs whose types differ in number', async () => {
    const sets = [[279, '28', '30'], [279], [279], ['28'], [279, '28'], [279], [279, '28', '30']];
    const inputs = sets.map((types, index) => typed(`${100 + index}`, `${200 + index}`, ...types));
    await expectAlike(`${associations}/batch/create`, JSON.stringify({ inputs }));
  });

  test('to typed associations whose types come first, as the official client sends them', async () => {
    const types = [{ associationCategory: 'USER_DEFINED', associationTypeId: 28 }];
    const other = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }];
    const inputs = [types, types, other].map((own, index) => {
      return { types: own, from: { id: `${index + 1}` }, to: { id: `${index + 7}` } };
    });
    await expectAlike(
      `${associations.replace('associations/2026-03', 'v4/associations')}/batch/create`,
      JSON.stringify({ inputs }),
    );
  });

  test('to default associations, in both directions', async () => {
    const inputs = [untyped('101', '201'), untyped('9007199254740991', '7')];
    await expectAlike(`${associations}/batch/associate/default`, JSON.stringify({ inputs }));
  });

  test('to records that do not exist', async () => {
    const inputs = [typed('101', '4041', 279), typed('4042', '4043', 279), typed('5', '6', 279)];
    await expectAlike(`${associations}/batch/create`, JSON.stringify({ inputs }));
    const bare = [untyped('101', '4041'), untyped('5', '6')];
    await expectAlike(`${associations}/batch/associate/default`, JSON.stringify({ inputs: bare }));
  });

  test('to bodies that differ from the last one in their ids, or in more than that', async () => {
    const pairs = [
      ['101', '202'],
      ['103', '204'],
      ['1030', '20'],
      ['404', '204'],
      ['105', '206'],
      ['105', '404'],
      ['107', '208'],
    ] as const;
    const typedOnes = [279, '28', 279].flatMap((type) =>
      pairs.map(([from, to]) => JSON.stringify({ inputs: [typed(from, to, type), typed('1', '2', 279)] })),
    );
    await expectAllAlike(`${associations}/batch/create`, typedOnes);
    const bare = pairs.map(([from, to]) => JSON.stringify({ inputs: [untyped(from, to), untyped('1', '2')] }));
    await expectAllAlike(`${associations}/batch/associate/default`, bare);
  });

  test('to single associations', async () => {
    const types = [{ associationCategory: 'USER_DEFINED', associationTypeId: 28 }];
    await expectAlike('PUT /crm/v4/objects/contacts/1/associations/companies/2', JSON.stringify(types));
    await expectAlike('PUT /crm/v4/objects/contacts/1/associations/default/companies/2');
  });

  test.each(['contacts/companies', 'companies/contacts', '0-1/0-3', 'contacts/contacts'])(
    'to labels of %s',
    async (pair) => {
      await expectAlike(`GET /crm/associations/2026-03/${pair}/labels`);
    },
  );

  test('to reads of records with and without associations', async () => {
    const { bench, sandbox } = await bothServers();
    const create = `${associations}/batch/associate/default`.split(' ');
    await answerOf(sandbox.url, create, JSON.stringify({ inputs: [untyped('10000000002', '20000000002')] }));
    const read = `${associations}/batch/read`.split(' ');
    const body = JSON.stringify({ inputs: [{ id: '10000000002' }, { id: '10000000003' }] });
    expect(await answerOf(bench.url, read, body)).toEqual(await answerOf(sandbox.url, read, body));
  });

  test('to one request too many, and tells what is left', async () => {
    const { bench } = await bothServers();
    bench.reset({ latencyMs: 0, jitterMs: 0, limit: { max: 2, intervalMs: 60_000 }, headers: true });
    const path = `${bench.url}/crm/associations/2026-03/contacts/companies/labels`;
    const answers = [await fetch(path), await fetch(path), await fetch(path)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('x-hubspot-ratelimit-remaining'))).toEqual(['1', '0', '0']);
    expect(await answers[2]?.json()).toMatchObject({ policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' });
  });
});

test('a body that the bench server does not understand is refused, not half answered', async () => {
  const { bench } = await bothServers();
  const spaced = JSON.stringify({ inputs: [untyped('1', '2'), untyped('3', '4')] }, null, 2);
  const known = JSON.stringify({ inputs: [untyped('1', '2')] });
  const mixed = `{"inputs":[${JSON.stringify(untyped('1', '2'))},{"to":{"id":"4"},"from":{"id":"3"}}]}`;
  await answerOf(bench.url, `${associations}/batch/associate/default`.split(' '), known);
  for (const body of [
    spaced,
    mixed,
    '{"inputs":[]}',
    'x',
    known.replace('"1"', '"x"'),
    known.replace('"id"', '"ix"'),
  ]) {
    const { status } = await answerOf(bench.url, `${associations}/batch/associate/default`.split(' '), body);
    expect(status).toBe(400);
  }
  expect(bench.stats).toMatchObject({ requests: 7, unreadable: 6, writes: 1, inputs: 1 });
});
