import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AnswerReader } from '../../../src/adapters/hubspot/answer-reader.ts';
import { parseJson } from '../../../src/adapters/hubspot/json-parse.ts';
import { Utf8Writer } from '../../../src/adapters/utf8-writer.ts';
import { readBatchAnswer } from '../../../src/core/batch-answer.ts';
import { ResultTexts } from '../../../src/core/result-texts.ts';
import type { LinkIds } from '../../../src/core/terms.ts';
import { whole } from '../../support/whole-answer.ts';

const path = '/crm/associations/2026-03/contacts/companies/batch/create';

/** Writes one result. */
type Form = (link: LinkIds) => string;

const forms: readonly Form[] = [
  ({ fromId, toId }) => `{"fromObjectTypeId":"0-1","fromObjectId":${fromId},"toObjectId":${toId},"labels":[]}`,
  ({ fromId, toId }) => `{"toObjectId":"${toId}","labels":["Entscheider für","\\u00fc"],"fromObjectId":"${fromId}"}`,
  ({ fromId, toId }) => `{"from":{"id":"${fromId}"},"to":{"id":"${toId}"}}`,
];

const id = fc.oneof(fc.integer({ min: 1, max: 120 }).map(String), fc.bigInt({ min: 1n, max: 2n ** 63n }).map(String));
const sent = fc.array(fc.record({ fromId: id, toId: id }), { minLength: 1, maxLength: 6 });

/** What may have become of the results on their way. */
const mishap = fc.constantFrom<(results: readonly string[]) => readonly string[]>(
  (results) => results,
  (results) => results,
  (results) => results,
  (results) => results.slice(1),
  (results) => results.slice(0, -1),
  (results) => [...results].reverse(),
  (results) => [...results, ...results.slice(-1)],
  (results) =>
    results.map((result, index) => (index === results.length - 1 ? result.replace(/\d(?=\D*$)/, '7') : result)),
  (results) => results.map((result, index) => (index === 1 ? result.replace(':[]', ':["Other"]') : result)),
  (results) => [...results, '{}'],
  (results) => [...results, ''],
);

const around = fc.constantFrom<readonly [string, string]>(
  ['{"status":"COMPLETE","results":[', '],"startedAt":"2026-01-01T00:00:00Z"}'],
  ['{"status":"COMPLETE","results":[', '],"startedAt":"2026-11-11T11:11:11Z"}'],
  ['{"results":[', '],"numErrors":1,"errors":[{"message":"no","context":{"id":["5"]}}]}'],
  ['{"results": [ ', '],"results":[]}'],
  ['{"errors":[{"results":[]}],"results":[', ']}'],
  ['{"inner":{"results":[', ']}}'],
  ['{"results":[', ']'],
  ['{"note":"Gr\u00fc\u00dfe","results":[', '],"other":"\u00e9"}'],
);

const exchange = fc
  .record({ links: sent, form: fc.nat(forms.length - 1), mishap, around, comma: fc.constantFrom(',', ',', ', ') })
  .map(({ links, form, mishap: happens, around: [before, behind], comma }) => {
    const results = happens(links.map((link) => forms[form]?.(link) ?? ''));
    return { links, answer: Buffer.from(before + results.join(comma) + behind) };
  });

describe('answers', () => {
  test('are read as a parser reads them, whatever the ones before were like', () => {
    fc.assert(
      fc.property(fc.array(exchange, { minLength: 2, maxLength: 6 }), (exchanges) => {
        const reader = new AnswerReader();
        for (const { links, answer } of exchanges) {
          expect(whole(reader.read(answer, { path, links }))).toEqual(whole(parseJson(answer.toString('utf8'))));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test.each(forms.map((form, index): [number, Form] => [index, form]))(
    'of form %i are known by the first of them',
    (_, form) => {
      const links = ['1', '22', '333'].map((own) => ({ fromId: own, toId: `9${own}` }));
      const others = ['4', '55'].map((own) => ({ fromId: own, toId: `88${own}` }));
      const texts = new ResultTexts(parseJson);
      texts.read(`{"results": [${links.map(form).join(',')}],"numErrors":0}`, links);
      const { usual } = texts;
      expect(usual?.opening).toBe('"results": [');
      if (usual === null) throw new Error('nothing was learned');
      expect(new Utf8Writer().encode(usual.resultsOf(others)).toString('utf8')).toBe(others.map(form).join(','));
      expect(usual.confirmed(others).toldOfAll(others)).toMatchObject({ typeName: null });
      expect(usual.confirmed(others).toldOfAll([...others])).toBeNull();
      expect([...usual.confirmed(others)].map(({ fromId, toId }) => ({ fromId, toId }))).toEqual(others);
    },
  );

  test.each([
    ['another order', ['2', '1']],
    ['one of them left out', ['1']],
    ['one of them twice', ['1', '1', '2']],
  ])('teach nothing with %s', (_, answered) => {
    const links = ['1', '2'].map((own) => ({ fromId: own, toId: '5' }));
    const texts = new ResultTexts(parseJson);
    const results = answered.map((own) => `{"fromObjectId":${own},"toObjectId":5}`);
    expect(texts.read(`{"results":[${results.join(',')}]}`, links)).not.toBeNull();
    expect(texts.usual).toBeNull();
  });

  test('to different paths are learned apart, however many there are', () => {
    const reader = new AnswerReader();
    const links = ['1', '2'].map((own) => ({ fromId: own, toId: '5' }));
    for (let round = 0; round < 2; round += 1) {
      for (let pair = 0; pair < 300; pair += 1) {
        const results = links.map(
          ({ fromId }) => `{"fromObjectTypeId":"2-${pair}","fromObjectId":${fromId},"toObjectId":5}`,
        );
        const answer = Buffer.from(`{"results":[${results.join(',')}]}`);
        const { confirmed } = readBatchAnswer(reader.read(answer, { path: `${path}/${pair}`, links }));
        expect([...confirmed].map(({ fromTypeId }) => fromTypeId)).toEqual([`2-${pair}`, `2-${pair}`]);
      }
    }
  });
});
