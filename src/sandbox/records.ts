/**
 * The records of the account. Any id exists unless it is known to be missing, so that a rehearsal needs no set-up; properties are
 * known only for records that were given.
 */
import type { ObjectType } from './object-types.ts';

/** A record that was given with its properties. */
export interface GivenRecord {
  /** The object type's id, such as `0-1`. */
  readonly objectTypeId: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
}

/** What is known of the account's records. */
export interface Records {
  /** The record with this id, or undefined when it does not exist. */
  byId(objectType: ObjectType, id: string): GivenRecord | undefined;
  /** The given record whose property has this value; e-mail addresses compare without case. */
  byProperty(objectType: ObjectType, property: string, value: string): GivenRecord | undefined;
  /** Whether a property identifies a record. */
  isUnique(objectType: ObjectType, property: string): boolean;
}

/** How the account's records are known. */
export interface RecordsOptions {
  readonly given: readonly GivenRecord[];
  /** Ids that do not exist: `77` for any object type, `0-1/77` for one. */
  readonly missing: Iterable<string>;
  /** Whether ids that begin with 404 do not exist either. */
  readonly magicIds: boolean;
  /** Properties that identify a record, by object type id. */
  readonly uniqueProperties: Readonly<Record<string, readonly string[]>>;
}

/** Returns the directory of these records. */
export function recordDirectory(options: RecordsOptions): Records {
  const missing = new Set(options.missing);
  const known = new Map(options.given.map((record) => [`${record.objectTypeId}/${record.id}`, record]));
  const byValue = new Map<string, GivenRecord>();
  for (const record of options.given) {
    for (const property of options.uniqueProperties[record.objectTypeId] ?? []) {
      const value = record.properties[property];
      if (typeof value === 'string') byValue.set(`${record.objectTypeId}/${property}/${value.toLowerCase()}`, record);
    }
  }
  return {
    byId: (objectType, id) => {
      const given = known.size === 0 ? undefined : known.get(`${objectType.id}/${id}`);
      if (given !== undefined) return given;
      if (!/^\d+$/.test(id) || (options.magicIds && id.startsWith('404'))) return undefined;
      if (missing.size > 0 && (missing.has(id) || missing.has(`${objectType.id}/${id}`))) return undefined;
      return { objectTypeId: objectType.id, id, properties: {} };
    },
    byProperty: (objectType, property, value) => byValue.get(`${objectType.id}/${property}/${value.toLowerCase()}`),
    isUnique: (objectType, property) => (options.uniqueProperties[objectType.id] ?? []).includes(property),
  };
}
