/**
 * The object types the local HubSpot knows, by id and by every name HubSpot accepts in a path. Deliberately not the client's
 * table: a slip in either then shows up as a refusal.
 */

/** One object type. `singular` and `plural` are lower case, as they appear in HubSpot's error messages. */
export interface ObjectType {
  readonly id: string;
  readonly singular: string;
  readonly plural: string;
  /** Further names, such as `p_vendor` and `p345_vendor` of a custom object. */
  readonly aliases?: readonly string[];
}

/** HubSpot's own object types; ids from its "Understanding the CRM" guide. */
export const hubspotObjectTypes: readonly ObjectType[] = [
  { id: '0-1', singular: 'contact', plural: 'contacts' },
  { id: '0-2', singular: 'company', plural: 'companies' },
  { id: '0-3', singular: 'deal', plural: 'deals' },
  { id: '0-5', singular: 'ticket', plural: 'tickets' },
  { id: '0-7', singular: 'product', plural: 'products' },
  { id: '0-8', singular: 'line_item', plural: 'line_items' },
  { id: '0-14', singular: 'quote', plural: 'quotes' },
  { id: '0-27', singular: 'task', plural: 'tasks' },
  { id: '0-46', singular: 'note', plural: 'notes' },
  { id: '0-47', singular: 'meeting', plural: 'meetings' },
  { id: '0-48', singular: 'call', plural: 'calls' },
  { id: '0-49', singular: 'email', plural: 'emails' },
  { id: '0-53', singular: 'invoice', plural: 'invoices' },
  { id: '0-69', singular: 'subscription', plural: 'subscriptions' },
  { id: '0-115', singular: 'user', plural: 'users' },
  { id: '0-123', singular: 'order', plural: 'orders' },
  { id: '0-136', singular: 'lead', plural: 'leads' },
  { id: '0-142', singular: 'cart', plural: 'carts' },
  { id: '0-162', singular: 'service', plural: 'services' },
  { id: '0-410', singular: 'course', plural: 'courses' },
  { id: '0-420', singular: 'listing', plural: 'listings' },
  { id: '0-421', singular: 'appointment', plural: 'appointments' },
  { id: '0-970', singular: 'project', plural: 'projects' },
];

/** The custom object of the default account. */
export const vendorObjectType: ObjectType = {
  id: '2-4412',
  singular: 'p_vendor',
  plural: 'p_vendor',
  aliases: ['p345_vendor'],
};

/** Finds an object type by id, singular, plural or alias, in any case; undefined when there is none. */
export type FindObjectType = (name: string) => ObjectType | undefined;

/** Returns the finder over these object types. */
export function objectTypeFinder(objectTypes: readonly ObjectType[]): FindObjectType {
  const byName = new Map<string, ObjectType>();
  for (const objectType of objectTypes) {
    for (const name of [objectType.id, objectType.singular, objectType.plural, ...(objectType.aliases ?? [])]) {
      byName.set(name.toLowerCase(), objectType);
    }
  }
  return (name) => byName.get(name.toLowerCase());
}
