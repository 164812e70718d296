/** The files of the bench: the same bytes on every machine, made once per run in a folder that is removed afterwards. */
import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { hubspotObjectTypes } from '../src/sandbox/object-types.ts';
import { FILE_ID_DISTANCE } from './server/answers.ts';

/** What the rows of a file look like. */
export type Shape =
  /** `from,to,type`: contact, company, 279. */
  | 'narrow'
  /** The same with the label `Billing contact` as type. */
  | 'labels'
  /** As narrow, every field in quotes. */
  | 'quoted'
  /** Three columns and 97 others that nobody asks for. */
  | 'wide'
  /** Every row has an id that a spreadsheet rounded. */
  | 'broken'
  /** Every contact has an id that begins with 404, which no record has. */
  | 'missing'
  /** 200 object pairs in turn, without a type. */
  | 'mixed';

/** A file of the bench. */
export interface FileSpec {
  readonly shape: Shape;
  readonly rows: number;
}

const FIRST_ID = 10_000_000_000;
const DISTANCE = Number(FILE_ID_DISTANCE);
const FIRST_MISSING_ID = 40_400_000_000;
const PAIRS = 200;
const OTHER_COLUMNS = 97;
const WRITE_BYTES = 1024 * 1024;

/** Makes files on demand and remembers them. */
export class BenchFiles {
  readonly #folder: string;
  readonly #made = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The path of the file. */
  path(spec: FileSpec): string {
    const name = `${spec.shape}-${spec.rows}.csv`;
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const file = path.join(this.#folder, name);
    writeFile(file, spec);
    this.#made.set(name, file);
    return file;
  }
}

/** Writes the file of this shape. */
export function writeFile(file: string, { shape, rows }: FileSpec): void {
  const line = lineOf(shape);
  const handle = openSync(file, 'w');
  let text = `${headerOf(shape)}\n`;
  for (let index = 0; index < rows; index += 1) {
    text += `${line(index)}\n`;
    if (text.length < WRITE_BYTES) continue;
    writeSync(handle, text);
    text = '';
  }
  writeSync(handle, text);
  closeSync(handle);
}

function headerOf(shape: Shape): string {
  if (shape === 'mixed') return 'from,to,from_type,to_type';
  if (shape !== 'wide') return 'from,to,type';
  return `from,to,type,${Array.from({ length: OTHER_COLUMNS }, (_, index) => `column ${index}`).join(',')}`;
}

function lineOf(shape: Shape): (index: number) => string {
  const ids = (index: number): string => `${FIRST_ID + index},${FIRST_ID + DISTANCE + index}`;
  switch (shape) {
    case 'narrow':
      return (index) => `${ids(index)},279`;
    case 'labels':
      return (index) => `${ids(index)},Billing contact`;
    case 'quoted':
      return (index) => `"${ids(index).replace(',', '","')}","279"`;
    case 'broken':
      return (index) => `1.${String(index % 90_000).padStart(5, '2')}E+11,${FIRST_ID + index},279`;
    case 'missing':
      return (index) => `${FIRST_MISSING_ID + index},${FIRST_ID + index},279`;
    case 'wide': {
      const others = Array.from({ length: OTHER_COLUMNS }, (_, index) => `text ${index}`).join(',');
      return (index) => `${ids(index)},279,${others}`;
    }
    case 'mixed': {
      const pairs = objectPairs();
      // 37 and 200 have no common divisor, so that neighbours differ and all pairs come up equally often.
      return (index) => `${ids(index)},${pairs[(index * 37) % PAIRS]}`;
    }
  }
}

function objectPairs(): readonly string[] {
  const names = hubspotObjectTypes.map(({ plural }) => plural);
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => `${from},${to}`));
  return pairs.slice(0, PAIRS);
}
