/** How HubSpot tells that records are missing, invalid or full: every shape that was recorded, chosen by a switch. */
import type { Exchange } from './account.ts';
import { namedIn } from './inputs.ts';
import type { ObjectType } from './object-types.ts';
import { type BatchError, type ErrorContext, invalid, type Refusal } from './replies.ts';
import type { SandboxSwitches } from './switches.ts';

/** A row's pair of records with their object types. */
export interface NamedPair {
  readonly fromType: ObjectType;
  readonly fromId: string;
  readonly toType: ObjectType;
  readonly toId: string;
}

/** A missing record, with a row that uses it. */
export interface MissingRecord {
  readonly side: 'from' | 'to';
  readonly row: NamedPair;
}

/** The errors of a 207 for missing records: one per record and side in the recorded shape, not one per row. */
export function missingRecordErrors(
  missing: readonly MissingRecord[],
  shape: SandboxSwitches['errorContext'],
): readonly BatchError[] {
  const distinct = [...new Map(missing.map((entry) => [`${entry.side}/${idOf(entry)}`, entry])).values()];
  switch (shape) {
    case 'record':
      return distinct.map((entry) => missingError(entry, { objectType: [typeOf(entry).singular], id: [idOf(entry)] }));
    case 'none':
      return distinct.map((entry) => missingError(entry, undefined));
    case 'bare':
      return distinct.map(() => ({ status: 'error' }));
    case 'ids':
      return idErrors(distinct);
    case 'fromTo':
    case 'pair':
      return missing.map((entry) => missingError(entry, pairContext(entry.row, shape === 'pair')));
    case 'list':
      return listError(missing);
  }
}

/** The refusal of a whole request because of missing records. */
export function missingRecordsRefusal(exchange: Exchange, missing: readonly MissingRecord[]): Refusal {
  const distinct = [...new Map(missing.map((entry) => [`${entry.side}/${idOf(entry)}`, entry])).values()];
  const ids = namedIn(exchange, distinct.map(idOf));
  const objectType = distinct.slice(0, ids.length).map((entry) => typeOf(entry).singular);
  return invalid('One or more of the records do not exist', {
    category: 'OBJECT_NOT_FOUND',
    ...(ids.length > 0 ? { context: { objectType, id: ids } } : {}),
  });
}

/** The refusal of a whole request because records are not valid for the type. */
export function invalidRecordsRefusal(
  exchange: Exchange,
  records: readonly { type: ObjectType; id: string }[],
): Refusal {
  const texts = records.map(({ type, id }) => `${type.singular.toUpperCase()}=${id} is not valid`);
  const named = namedIn(exchange, texts);
  const shown = records.slice(0, named.length);
  return invalid('One or more associations are invalid', {
    ...(named.length > 0
      ? {
          context: {
            INVALID_OBJECT_IDS: named,
            objectId: shown.map(({ id }) => id),
            objectType: shown.map(({ type }) => type.singular.toUpperCase()),
          },
        }
      : {}),
  });
}

const limitText = 'ASSOCIATION_USER_CONFIG_LIMIT_EXCEEDED';

/** The refusal of a whole request because rows exceed a configured limit. */
export function limitRefusal(exchange: Exchange, rows: readonly NamedPair[]): Refusal {
  const fromObjectId = namedIn(
    exchange,
    rows.map((row) => row.fromId),
  );
  const toObjectId = rows.slice(0, fromObjectId.length).map((row) => row.toId);
  return invalid(`One or more associations exceed a configured limit: ${limitText}`, {
    ...(fromObjectId.length > 0 ? { context: { fromObjectId, toObjectId } } : {}),
  });
}

/** The errors of a 207 for rows over a configured limit. */
export function limitErrors(rows: readonly NamedPair[], named: boolean): readonly BatchError[] {
  return rows.map((row) => ({
    status: 'error',
    category: 'VALIDATION_ERROR',
    message: `The association exceeds a configured limit: ${limitText}`,
    ...(named ? { context: pairContext(row, false) } : {}),
  }));
}

function idOf({ side, row }: MissingRecord): string {
  return side === 'from' ? row.fromId : row.toId;
}

function typeOf({ side, row }: MissingRecord): ObjectType {
  return side === 'from' ? row.fromType : row.toType;
}

function missingError(entry: MissingRecord, context: ErrorContext | undefined): BatchError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    subCategory: subCategory(entry.side),
    message: `No ${typeOf(entry).singular} with ID ${idOf(entry)} exists`,
    ...(context === undefined ? {} : { context }),
  };
}

function subCategory(side: 'from' | 'to'): string {
  return `crm.associations.${side === 'from' ? 'FROM' : 'TO'}_OBJECT_NOT_FOUND`;
}

function pairContext(row: NamedPair, withTypes: boolean): ErrorContext {
  const ids = { fromObjectId: [row.fromId], toObjectId: [row.toId] };
  if (!withTypes) return ids;
  return { fromObjectType: [row.fromType.singular], toObjectType: [row.toType.singular], ...ids };
}

function idErrors(distinct: readonly MissingRecord[]): readonly BatchError[] {
  return (['from', 'to'] as const).flatMap((side) => {
    const ids = distinct.filter((entry) => entry.side === side).map(idOf);
    if (ids.length === 0) return [];
    const message = 'Could not get some of the objects, they may be deleted or not exist. Check that ids are valid.';
    const error = { status: 'error', category: 'OBJECT_NOT_FOUND', subCategory: subCategory(side), message };
    return [{ ...error, context: { ids } }];
  });
}

function listError(missing: readonly MissingRecord[]): readonly BatchError[] {
  if (missing.length === 0) return [];
  const rows = [...new Set(missing.map((entry) => entry.row))];
  const context = { fromObjectId: rows.map((row) => row.fromId), toObjectId: rows.map((row) => row.toId) };
  const message = 'One or more associations could not be created';
  return [{ status: 'error', category: 'OBJECT_NOT_FOUND', message, context }];
}
