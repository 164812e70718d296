/**
 * Writes CSV rows so that reading them gives the same fields, byte for byte. Formulas are therefore not defused. By hand,
 * since csv-stringify takes four times as long.
 */

/** Whatever a reader might trim, split at or take for a quote. */
const NEEDS_QUOTES = /["\r\n]|^[\s\uFEFF]|\s$/;

/** One row, without line end. */
export function csvRow(fields: readonly string[], delimiter: string): string {
  let row = '';
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? '';
    if (index > 0) row += delimiter;
    row += needsQuotes(field, delimiter) ? quoted(field) : field;
  }
  // An empty line would be skipped as blank, instead of being a row of one empty field.
  return row === '' ? '""' : row;
}

function needsQuotes(field: string, delimiter: string): boolean {
  return field !== '' && (field.includes(delimiter) || NEEDS_QUOTES.test(field));
}

function quoted(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}
