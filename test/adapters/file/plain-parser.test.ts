import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PlainParser } from '../../../src/adapters/file/plain-parser.ts';
import { type BlockParser, RecordParseError, RecordParser } from '../../../src/adapters/file/record-parser.ts';

/** Everything that means something to either parser, and characters of two to four bytes; no quotes. */
const text = fc
  .array(
    fc.constantFrom('1', '23', 'a b', ' ', ',', ',', ';', '\n', '\n', '\r\n', '\r', 'ä', '€', '😀', '\uFEFF', '\t'),
    {
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(''));

const cuts = fc.array(fc.nat(80), { maxLength: 6 });

/** The bytes in pieces that begin anywhere, in the middle of a character too. */
function piecesOf(bytes: Buffer, at: readonly number[]): Buffer[] {
  const borders = [0, ...[...at].sort((a, b) => a - b).filter((border) => border < bytes.length), bytes.length];
  return borders.slice(1).map((border, index) => bytes.subarray(borders[index], border));
}

async function readAll(parser: BlockParser, pieces: readonly Buffer[]): Promise<string[][]> {
  const records: string[][] = [];
  for (const piece of pieces) records.push(...(await parser.write(piece)));
  return [...records, ...(await parser.end())];
}

function csvParse(delimiter = ','): RecordParser {
  return new RecordParser({ delimiter, lineEnds: ['\r\n', '\n'] });
}

describe('a stretch without quotes', () => {
  test('has the records that csv-parse finds, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(text, cuts, fc.constantFrom(',', ';', '\t'), async (given, at, delimiter) => {
        const pieces = piecesOf(Buffer.from(given), at);
        const expected = await readAll(csvParse(delimiter), [Buffer.from(given)]);
        expect(await readAll(new PlainParser(delimiter), pieces)).toEqual(expected);
        expect(new PlainParser(delimiter).parseAgain(Buffer.from(given))).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test('can be read on from the end of what was read, by either parser', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.nat(80), async (given, at) => {
        const bytes = Buffer.from(given);
        const first = new PlainParser(',');
        const records = await first.write(bytes.subarray(0, at));
        const rest = bytes.subarray(first.offset);
        const expected = await readAll(csvParse(), [bytes]);
        expect([...records, ...(await readAll(csvParse(), [rest]))]).toEqual(expected);
        expect([...records, ...(await readAll(new PlainParser(','), [rest]))]).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test('gives out a record with the bytes that end it, and its offset', async () => {
    const parser = new PlainParser(',');
    expect(await parser.write(Buffer.from('1,2\r\n3'))).toEqual([['1', '2']]);
    expect(parser.offset).toBe(5);
    expect(await parser.write(Buffer.from(',4'))).toEqual([]);
    expect(parser.offset).toBe(5);
    expect(await parser.end()).toEqual([['3', '4']]);
    expect(parser.offset).toBe(8);
  });

  test('does not look for a missing delimiter again on each line', async () => {
    // That would cost the square of the text: minutes, and the test its time.
    const lines = Buffer.from('1\n'.repeat(2_000_000));
    expect(new PlainParser(',').parseAgain(lines)).toHaveLength(2_000_000);
  });
});

describe('a line over 16 MiB', () => {
  const MIB = Buffer.alloc(1024 * 1024, '1');

  test('is refused, and not gathered further', async () => {
    const parser = new PlainParser(',');
    expect(await parser.write(Buffer.from('1,2\n'))).toEqual([['1', '2']]);
    for (let count = 0; count < 16; count += 1) await parser.write(MIB);
    const refusal = await parser.write(Buffer.from('1\n3,4\n')).catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(RecordParseError);
    expect(refusal).toMatchObject({ kind: 'too-large' });
  });

  test('of exactly 16 MiB passes, also when its end comes late', async () => {
    const parser = new PlainParser(',');
    for (let count = 0; count < 16; count += 1) expect(await parser.write(MIB)).toEqual([]);
    const [record] = await parser.write(Buffer.from('\n5,6\n'));
    expect(record?.[0]).toHaveLength(16 * MIB.length);
  });
});
