/**
 * Asks HubSpot for the types of every object pair of the file before the first write. An object type that HubSpot does
 * not know, or a `--type` that does not fit, ends the run here, with nothing sent.
 */

import { errorCode } from '../../core/api-error.ts';
import { readTypeCell } from '../../core/association-types.ts';
import { HsAssocError } from '../../core/errors.ts';
import { isFamiliarObjectType, standardObjectTypes } from '../../core/object-types.ts';
import type { SourceBlock } from '../../core/ports.ts';
import type { Refused } from '../../core/replies.ts';
import type { RowReader } from '../../core/rows.ts';
import type { ObjectPair } from '../../core/terms.ts';
import { pairName } from '../../core/terms.ts';
import type { PairDirectory } from '../../pipeline/pair-directory.ts';
import { distance } from '../text-distance.ts';
import { counted } from '../wording/numbers.ts';
import { describeProblems } from '../wording/row-problems.ts';
import type { ImportFile } from './import-file.ts';

/** Where a pair was first met: a row's number, or 0 for the command line. */
type FoundPairs = ReadonlyMap<string, { readonly pair: ObjectPair; readonly row: number }>;

/** Pairs that are asked for at the same time. The pace is kept by others. */
const PAIRS_AT_ONCE = 10;

/** Pairs that HubSpot refuses before no more are asked for: a column that holds no object types must not cost the day's requests. */
const ENOUGH_REFUSED = 10;

/** Loads the types of every pair; returns early when the run was stopped meanwhile. Throws with exit code 2. */
export async function checkTypes(
  { csv, columns, defaults }: ImportFile,
  {
    reader,
    directory,
    canReadTwice,
    mayLackLabels = false,
  }: {
    readonly reader: RowReader;
    readonly directory: PairDirectory;
    /** False for a pipe: its pairs are met, and judged, as it is read. */
    readonly canReadTwice: boolean;
    /** Whether labels that are missing will be made. */
    readonly mayLackLabels?: boolean;
  },
): Promise<void> {
  const found = new Map<string, { readonly pair: ObjectPair; readonly row: number }>();
  const { fromType: from, toType: to } = defaults;
  const hasTypeColumns = columns.fromType !== null || columns.toType !== null;
  if (from !== null && to !== null && !hasTypeColumns)
    found.set(pairName({ from, to }), { pair: { from, to }, row: 0 });
  if (hasTypeColumns && canReadTwice) await survey(csv.blocks(), reader, found);
  await loadAll(found, directory);
  if (defaults.type === null || from === null || to === null || hasTypeColumns) return;
  const types = directory.isLoaded({ from, to }) ? directory.typesOf({ from, to }) : null;
  if (types === null) return;
  const read = readTypeCell(defaults.type, types, distance);
  if (read.kind === 'read' || (mayLackLabels && read.problem.code === 'LABEL_UNKNOWN')) return;
  throw new HsAssocError('TYPE_UNUSABLE', {
    message: `--type: ${describeProblems([{ ...read.problem, pair: pairName({ from, to }) }])}`,
    hint: 'mend --type, or leave it out for the default association',
  });
}

async function survey(
  blocks: AsyncIterable<SourceBlock>,
  reader: RowReader,
  found: Map<string, { readonly pair: ObjectPair; readonly row: number }>,
): Promise<void> {
  for await (const { records, firstNumber } of blocks) {
    records.forEach((record, index) => {
      const pair = reader.pairOf(record);
      if (pair !== null && !found.has(pairName(pair))) found.set(pairName(pair), { pair, row: firstNumber + index });
    });
  }
}

/** Loads pairs; throws an `HsAssocError` for those that HubSpot refuses. Returns early when the run was stopped. */
export async function loadAll(found: FoundPairs, directory: PairDirectory): Promise<void> {
  const refused: { readonly pair: ObjectPair; readonly row: number; readonly reply: Refused }[] = [];
  const all = [...found.values()];
  for (let start = 0; start < all.length && refused.length < ENOUGH_REFUSED; start += PAIRS_AT_ONCE) {
    const some = all.slice(start, start + PAIRS_AT_ONCE);
    const entries = await Promise.all(some.map(({ pair }) => directory.load(pair)));
    for (const [index, { pair, row }] of some.entries()) {
      const entry = entries[index] ?? null;
      if (entry === null) return;
      if (entry.kind === 'refused') refused.push({ pair, row, reply: entry.reply });
    }
  }
  const [first] = refused;
  if (first === undefined) return;
  const told = refused.slice(0, ENOUGH_REFUSED);
  const lines = told.map(({ pair, row, reply }) => describeRefusal(pair, row, reply));
  if (refused.length >= ENOUGH_REFUSED && all.length > told.length) {
    lines.push(`The file names ${counted(all.length, 'pair')} of object types; do these columns hold object types?`);
  }
  const message = lines.join('\n');
  const hint = refused.some(({ reply }) => reply.error.message !== '')
    ? nearMisses(told)
    : `see what the token may do: hs-assoc doctor --from ${first.pair.from} --to ${first.pair.to}`;
  throw new HsAssocError('OBJECT_TYPE_UNKNOWN', { message, hint });
}

function describeRefusal(pair: ObjectPair, row: number, { error, httpStatus, correlationId }: Refused): string {
  const where = row === 0 ? '' : ` (first in row ${row})`;
  const id = correlationId === '' ? '' : `, correlation id ${correlationId}`;
  const answer = `[HTTP ${httpStatus}${id}]`;
  if (error.message !== '')
    return `HubSpot knows no associations ${pairName(pair)}${where}: ${error.message} ${answer}`;
  const code = errorCode(error, httpStatus);
  const why = code === `HTTP_${httpStatus}` ? '' : `: ${code}`;
  return `HubSpot does not say which associations ${pairName(pair)}${where} there are, nor why not${why} ${answer}`;
}

function nearMisses(refused: readonly { readonly pair: ObjectPair }[]): string {
  const names = new Set(refused.flatMap(({ pair }) => [pair.from, pair.to]));
  const strange = [...names].filter((name) => !isFamiliarObjectType(name));
  const hints = strange.flatMap((name) => {
    const [nearest = ''] = [...standardObjectTypes()].sort((a, b) => distance(name, a) - distance(name, b));
    // A name that has little in common with any is no slip of the keyboard.
    return distance(name, nearest) > name.length / 2 ? [] : [`did you mean ${nearest} instead of ${name}?`];
  });
  return [...hints, 'custom objects are named like 2-1234567 or p_vendor'].join(' ');
}
