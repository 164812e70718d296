/** Writes the CSV of a scenario: as it stands, or generated, since nobody wants to read two thousand rows. */

/** Many rows: row `n` associates `from + n` with `to + n`, unless it is broken. */
export interface GeneratedFile {
  readonly count: number;
  /** What the first row's ids are counted from; 100000 and 200000 unless given. */
  readonly from?: number;
  readonly to?: number;
  /** A type cell for every row, or several in turn; without, the file has no such column. */
  readonly type?: string | readonly string[];
  readonly broken?: BrokenRows;
}

/** Rows whose from id begins with 404 (missing) or 400 (invalid for its type). */
export interface BrokenRows {
  readonly as: 'missing' | 'invalid';
  /** Row numbers; or a number of rows, spread over the file unevenly. */
  readonly rows: readonly number[] | number;
}

/** The text of the file. */
export function csvOf(file: string | { readonly rows: GeneratedFile }): string {
  if (typeof file === 'string') return file;
  const { count, from = 100_000, to = 200_000, type, broken } = file.rows;
  const bad = new Set(broken === undefined ? [] : brokenRows(broken, count));
  const types = type === undefined ? [] : [type].flat();
  const lines = [types.length === 0 ? 'from,to' : 'from,to,type'];
  for (let number = 1; number <= count; number += 1) {
    const digits = String(number).padStart(5, '0');
    const fromId = bad.has(number) ? `${broken?.as === 'invalid' ? 400 : 404}${digits}` : String(from + number);
    const cell = types.length === 0 ? '' : `,${types[(number - 1) % types.length] ?? ''}`;
    lines.push(`${fromId},${to + number}${cell}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Row numbers of the broken rows: 0.61 of the way into each of as many equal stretches, so that no half is alike. */
function brokenRows({ rows }: BrokenRows, count: number): readonly number[] {
  if (typeof rows !== 'number') return rows;
  return Array.from({ length: rows }, (_, index) => Math.ceil(((index + 0.61) * count) / rows));
}
