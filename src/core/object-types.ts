/**
 * HubSpot's object types: what people call them, and the id that HubSpot gives them.
 * A name that is not in the table is not an error here: custom objects have names of their own, and HubSpot decides.
 */
import { trimUnseen } from './trim-unseen.ts';

/** `[objectTypeId, singular, plural]`. Source: HubSpot's guide "Object type IDs". */
const STANDARD_TYPES: readonly (readonly [string, string, string])[] = [
  ['0-1', 'contact', 'contacts'],
  ['0-2', 'company', 'companies'],
  ['0-3', 'deal', 'deals'],
  ['0-5', 'ticket', 'tickets'],
  ['0-7', 'product', 'products'],
  ['0-8', 'line_item', 'line_items'],
  ['0-14', 'quote', 'quotes'],
  ['0-27', 'task', 'tasks'],
  ['0-46', 'note', 'notes'],
  ['0-47', 'meeting', 'meetings'],
  ['0-48', 'call', 'calls'],
  ['0-49', 'email', 'emails'],
  ['0-53', 'invoice', 'invoices'],
  ['0-69', 'subscription', 'subscriptions'],
  ['0-115', 'user', 'users'],
  ['0-123', 'order', 'orders'],
  ['0-136', 'lead', 'leads'],
  ['0-142', 'cart', 'carts'],
  ['0-162', 'service', 'services'],
  ['0-410', 'course', 'courses'],
  ['0-420', 'listing', 'listings'],
  ['0-421', 'appointment', 'appointments'],
  ['0-970', 'project', 'projects'],
];

const STANDARD_BY_NAME: ReadonlyMap<string, string> = new Map(
  STANDARD_TYPES.flatMap(([id, singular, plural]) => [
    [id, plural],
    [singular, plural],
    [plural, plural],
  ]),
);
const ID_BY_NAME: ReadonlyMap<string, string> = new Map(STANDARD_TYPES.map(([id, , plural]) => [plural, id]));

/** Custom objects: `2-123`, `p_vendor`, or with the portal's number, `p345_vendor`. */
const CUSTOM_TYPE = /^(?:2-\d+|p\d*_[a-z0-9_-]+)$/;

/** A type name that is safe in a URL path; HubSpot's names have no other characters. */
const PATH_SAFE = /^[a-z0-9_-]+$/;

/**
 * One spelling for each object type: the plural for HubSpot's own (`Contact`, `0-1` → `contacts`, `line item` →
 * `line_items`), lower case for custom ones. Null when the text cannot be an object type at all (empty, or with
 * characters that no type name has). A well-formed but unknown name is returned as it is: HubSpot decides.
 */
export function canonicalObjectType(text: string): string | null {
  const name = trimUnseen(text).toLowerCase().replace(/\s+/g, '_');
  const standard = STANDARD_BY_NAME.get(name);
  if (standard !== undefined) return standard;
  return PATH_SAFE.test(name) ? name : null;
}

/** HubSpot's id of an object type (`contacts` → `0-1`, `2-123` → `2-123`), or null for a name it alone knows. */
export function objectTypeId(canonical: string): string | null {
  return ID_BY_NAME.get(canonical) ?? (/^\d+-\d+$/.test(canonical) ? canonical : null);
}

/** Whether the name is one of HubSpot's own. */
export function isStandardObjectType(canonical: string): boolean {
  return ID_BY_NAME.has(canonical);
}

/** Whether the name is one of HubSpot's own or has the form of a custom object's. */
export function isFamiliarObjectType(canonical: string): boolean {
  return ID_BY_NAME.has(canonical) || CUSTOM_TYPE.test(canonical);
}

/** The canonical names of HubSpot's own object types, in the order of their ids: for messages and near misses. */
export function standardObjectTypes(): readonly string[] {
  return [...ID_BY_NAME.keys()];
}
