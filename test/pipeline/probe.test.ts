import { expect, test } from '@jest/globals';
import type { Refused } from '../../src/core/replies.ts';
import type { Input } from '../../src/core/terms.ts';
import type { ExchangeEnd } from '../../src/pipeline/exchange.ts';
import { probe } from '../../src/pipeline/probe.ts';
import { CONTACT_COMPANY, errorOf, inputOf, setOf } from '../support/core-builders.ts';

const MESSAGE = 'One or more associations are invalid';

function refusedFor({ fromId }: Input): ExchangeEnd {
  const error = errorOf({ message: MESSAGE, context: { INVALID_OBJECT_IDS: [`CONTACT=${fromId} is not valid`] } });
  const reply: Refused = { kind: 'refused', httpStatus: 400, headers: {}, correlationId: '', error, code: '' };
  return { kind: 'refused', reply, attempts: 1, mayBeApplied: false };
}

test('a row that is refused by itself is told with its own record, and counts as refused for the shared cause', async () => {
  const inputs = Array.from({ length: 20 }, (_, index) => inputOf(`${101 + index}`, '201', setOf('USER_DEFINED:28')));
  const { alike, other } = await probe(inputs, errorOf({ message: MESSAGE }), {
    send: async (input) => refusedFor(input),
    attribution: (input) => ({ types: CONTACT_COMPANY, endpoint: 'create', inputs: [input] }),
  });
  expect(other).toBeNull();
  expect(alike.map(({ error }) => error.message)).toEqual(
    alike.map(({ input }) => `${MESSAGE}: from CONTACT=${input.fromId} is not valid`),
  );
  expect(alike).toHaveLength(7);
});
