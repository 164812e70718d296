/** What to do about an error, and which of four kinds of work that is. */
import type { RowStatus } from '../../core/terms.ts';

/** The kinds of work that errors make, in the order in which summaries list them. */
export const ERROR_KINDS = ['file', 'mapping', 'hubspot', 'later'] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** What a summary calls each kind. */
export const KIND_TITLES: Readonly<Record<ErrorKind, string>> = {
  file: 'Mend the file',
  mapping: 'Mend the mapping or the label',
  hubspot: 'Look in HubSpot',
  later: 'Try again later',
};

interface Advice {
  readonly kind: ErrorKind;
  readonly advice: string;
}

const OWN_CODES: Readonly<Record<string, Advice>> = {
  ROW_EMPTY: { kind: 'file', advice: 'Remove the row, or fill it in.' },
  ROW_TOO_SHORT: {
    kind: 'file',
    advice: 'Put each field into its column; failed.csv has empty ones at the end of the row.',
  },
  ROW_RAGGED: { kind: 'file', advice: 'Put fields that hold the delimiter or a line break in quotes.' },
  ID_MISSING: { kind: 'file', advice: 'Fill in the record id.' },
  ID_ROUNDED: { kind: 'file', advice: 'Format the id column as text and export it again: the digits are lost.' },
  ID_NOT_DIGITS: { kind: 'file', advice: 'Use the Record ID, which is digits only.' },
  ID_OUT_OF_RANGE: { kind: 'file', advice: 'Check the id: HubSpot has none that long.' },
  OBJECT_TYPE_MISSING: { kind: 'mapping', advice: 'Fill in the object type column, or add --from and --to.' },
  OBJECT_TYPE_MALFORMED: { kind: 'mapping', advice: 'Name the object type as HubSpot does: contacts, 0-3, 2-1234567.' },
  OBJECT_TYPE_UNKNOWN: {
    kind: 'mapping',
    advice: 'Check the object types of the row, and that the token may see them.',
  },
  LABEL_UNKNOWN: { kind: 'mapping', advice: 'Use one of the nearest labels, or create the label in HubSpot first.' },
  LABEL_AMBIGUOUS: { kind: 'mapping', advice: 'Write the type as CATEGORY:id.' },
  TYPE_UNKNOWN: { kind: 'mapping', advice: 'Use a type of this pair and direction.' },
  TYPE_AMBIGUOUS: { kind: 'mapping', advice: 'Write the type as CATEGORY:id.' },
  TYPE_OTHER_DIRECTION: { kind: 'mapping', advice: 'Use the type of this direction, or swap the two ids.' },
  TYPE_OTHER_CATEGORY: { kind: 'mapping', advice: 'Write the category that the type has.' },
  LIMIT_WOULD_BE_EXCEEDED: {
    kind: 'hubspot',
    advice: 'Remove an association, raise the limit (hs-assoc limits set), or drop the row.',
  },
  MAX_NOT_A_NUMBER: { kind: 'file', advice: 'Write how many records at most: 1, 2, 50.' },
  LIMIT_CONTRADICTED: { kind: 'file', advice: 'Keep one row for each type.' },
  DRY_RUN: { kind: 'later', advice: 'Run the import without --dry-run.' },
  RUN_STOPPED: { kind: 'later', advice: 'Import the rest of the file: nothing will be there twice.' },
  NOT_CONFIRMED: { kind: 'later', advice: 'Import failed.csv: sending a row again is harmless.' },
};

/** HubSpot's codes, by what they contain; the first that fits counts. */
const HUBSPOT_CODES: readonly (readonly [RegExp, Advice])[] = [
  [
    /OBJECT_NOT_FOUND/,
    { kind: 'file', advice: 'The record is not there, or no longer: correct the id, or remove the row.' },
  ],
  [
    /INVALID_OBJECT_IDS/,
    { kind: 'file', advice: 'The record is not of this object type, or was deleted or merged: correct the id.' },
  ],
  [/INVALID_IDENTIFIER/, { kind: 'file', advice: 'HubSpot cannot read the id: use the Record ID.' }],
  [/INVALID_ASSOCIATION_TYPE/, { kind: 'mapping', advice: 'Use an association type of this pair and direction.' }],
  [
    /LIMIT_EXCEEDED|LIMIT_REACHED|ASSOCIATION_LIMIT/,
    {
      kind: 'hubspot',
      advice: 'The record has as many associations of this type as allowed: remove some, or raise the limit.',
    },
  ],
  [/PERMISSION|FORBIDDEN|SCOPE/, { kind: 'hubspot', advice: 'The token may not write this record: check its scopes.' }],
];

const REFUSED: Advice = {
  kind: 'hubspot',
  advice: "HubSpot's message says why; its support can look up the correlation id.",
};
const GIVEN_UP: Advice = {
  kind: 'later',
  advice: 'Import failed.csv when HubSpot answers again: nothing of it was written.',
};
const UNKNOWN: Advice = {
  kind: 'later',
  advice: 'Import failed.csv: these may be there already, and sending again is harmless.',
};
const UNNAMED_INVALID: Advice = { kind: 'file', advice: 'The message in failed.csv says what to correct.' };

/** What to do about rows of this code and status, in one sentence. */
export function adviceFor(code: string, status: RowStatus): string {
  return lookUp(code, status).advice;
}

/** The kind of work that rows of this code and status make. */
export function kindFor(code: string, status: RowStatus): ErrorKind {
  return lookUp(code, status).kind;
}

function lookUp(code: string, status: RowStatus): Advice {
  const own = OWN_CODES[code];
  if (own !== undefined) return own;
  if (status === 'unknown') return UNKNOWN;
  if (status === 'failed') return GIVEN_UP;
  const known = HUBSPOT_CODES.find(([pattern]) => pattern.test(code))?.[1];
  if (known !== undefined) return known;
  return status === 'invalid' ? UNNAMED_INVALID : REFUSED;
}
