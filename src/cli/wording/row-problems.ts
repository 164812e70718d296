/** What is wrong with a row of the file, in words for results.csv: what, which value, what to do. */
import type { RowProblem } from '../../core/row-problems.ts';
import { counted, either, quoted } from './numbers.ts';

/** Types listed in full in one message; more than these are said to exist. */
const TYPES_LISTED = 6;

/** Where a value stands, as it is said in a sentence. */
export type PlaceWording = (name: string) => string;

/** All problems of one row, one sentence or two for each. `placeOf`: how a column is called, where it is none. */
export function describeProblems(
  problems: readonly RowProblem[],
  placeOf: PlaceWording = (name) => `column ${quoted(name)}`,
): string {
  return problems.map((problem) => describeProblem(problem, placeOf)).join(' ');
}

function describeProblem(problem: RowProblem, placeOf: PlaceWording): string {
  switch (problem.code) {
    case 'ROW_EMPTY':
      return 'The row is empty.';
    case 'ROW_RAGGED':
    case 'ROW_TOO_SHORT':
      return describeRagged(problem);
    case 'ID_MISSING':
      return `${capitalised(placeOf(problem.column))} is empty: it needs the record id of the ${problem.side} side.`;
    case 'ID_ROUNDED':
      return (
        `${problem.value} in ${placeOf(problem.column)}: a spreadsheet rounded the id, so its last digits are lost. ` +
        'Format the column as text and export it again.'
      );
    case 'ID_NOT_DIGITS':
      return `${quoted(problem.value)} in ${placeOf(problem.column)} is not a record id: ${whyNoId(problem.value)}`;
    case 'ID_OUT_OF_RANGE':
      return `${quoted(problem.value)} in ${placeOf(problem.column)} is too long for a record id of HubSpot.`;
    case 'OBJECT_TYPE_MISSING':
      return `The ${problem.side} side has no object type: fill in its ${typeColumn(problem)}.`;
    case 'OBJECT_TYPE_MALFORMED':
      return `${quoted(problem.value)} cannot be an object type: write it as contacts, companies, 0-3, 2-1234567 or p_vendor.`;
    case 'OBJECT_TYPE_UNKNOWN':
      return `HubSpot knows no associations from ${quoted(problem.fromType)} to ${quoted(problem.toType)}: check both object types.`;
    case 'MAX_NOT_A_NUMBER':
      return `The largest number of records must be a whole number from 1 on, not "${problem.value}".`;
    default:
      return describeTypeProblem(problem);
  }
}

function typeColumn({ side, column }: Extract<RowProblem, { code: 'OBJECT_TYPE_MISSING' }>): string {
  return column === undefined ? `${side}_type column, or add --${side}` : `${column} column`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function describeRagged(problem: Extract<RowProblem, { code: 'ROW_RAGGED' | 'ROW_TOO_SHORT' }>): string {
  const { fieldCount, headerCount, isFilledUp, delimiter } = problem;
  if (isFilledUp) {
    return 'The row had too few fields, and still ends in the empty ones that failed.csv added: put each field into its column, or, if it is right like this, clear hs_assoc_code.';
  }
  const facts = `The row has ${counted(fieldCount, 'field')}, the header ${count(headerCount)}.`;
  if (delimiter !== undefined) {
    const name = delimiter === '\t' ? 'tab' : quoted(delimiter);
    return `${facts} Its fields are separated with ${name}, the header's are not: use one delimiter for the whole file.`;
  }
  return fieldCount > headerCount
    ? `${facts} A field that holds the delimiter must stand in quotes.`
    : `${facts} Perhaps a line break or a quote cut it in two: fill in what is missing.`;
}

function count(number: number): string {
  return counted(number, 'column');
}

function whyNoId(value: string): string {
  if (/^0+$/.test(value)) return 'no record has the number zero.';
  if (/^0\d+$/.test(value)) return 'ids do not begin with a zero. Is this the Record ID column?';
  return `an id is digits only.${idHint(value)}`;
}

function idHint(value: string): string {
  if (value.includes('@')) return ' This looks like an e-mail address; export the Record ID column.';
  if (/^-?\d+[.,]0*$/.test(value)) return ' Remove the decimals.';
  if (/^\d{1,3}(?:[.,'\u2019\s]\d{3})+$/.test(value)) return ' Remove the separators between the digits.';
  // HubSpot's own exports hold the ids of all associated records in one cell.
  if (/^\d+(?:\s*[;|]\s*\d+)+$|^\d{5,}(?:,\s*\d{5,})+$/.test(value)) return ' Several ids need a row each.';
  if (/^=?["'\u2018-\u201f]+\d+["'\u2018-\u201f]*$/.test(value)) return ' Remove the quotes around the digits.';
  if (/^#[A-Z0-9/]+[!?]?$/.test(value)) return ' A spreadsheet writes this where a formula has no result.';
  if (/\p{Cf}/u.test(value)) return ' Remove the invisible character in it.';
  if (/^https?:/i.test(value)) return ' This is a link; the id is the number at its end.';
  return '';
}

function describeTypeProblem(problem: Extract<RowProblem, { pair: string }>): string {
  const { pair } = problem;
  const text = quoted(problem.text);
  switch (problem.code) {
    case 'LABEL_UNKNOWN':
      return problem.nearest.length === 0
        ? `There is no label ${text} for ${pair}: that pair has no labels. Create it in HubSpot, or leave the cell empty.`
        : `There is no label ${text} for ${pair}. The nearest: ${either(problem.nearest.map(quoted))}.${separatorHint(problem.text)}`;
    case 'LABEL_AMBIGUOUS':
      return `The label ${text} fits several types of ${pair}. Write one of them instead: ${either(problem.candidates)}.`;
    case 'TYPE_UNKNOWN':
      return `There is no association type ${problem.text} for ${pair}.${listTypes(problem.valid)}`;
    case 'TYPE_AMBIGUOUS':
      return `The id ${problem.text} fits several types of ${pair}. Write one of them instead: ${either(problem.candidates)}.`;
    case 'TYPE_OTHER_DIRECTION':
      return (
        `Type ${problem.text} belongs to the opposite direction of ${pair}. ` +
        (problem.right === null
          ? 'Swap the two ids, or use a type of this direction.'
          : `In this direction it is ${problem.right}.`)
      );
    case 'TYPE_OTHER_CATEGORY':
      return `There is no type ${problem.text} for ${pair}, but there is ${problem.right}.`;
  }
}

/** A cell with a comma in it mostly holds two labels. */
function separatorHint(text: string): string {
  return text.includes(',') ? ' Several labels are separated with ";".' : '';
}

function listTypes(valid: readonly string[]): string {
  if (valid.length === 0) return ' That pair has no types at all.';
  const listed = valid.slice(0, TYPES_LISTED).join(', ');
  return valid.length > TYPES_LISTED
    ? ` There are ${listed} and ${valid.length - TYPES_LISTED} more.`
    : ` There are ${listed}.`;
}
