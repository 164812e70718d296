/** Where a token comes from and what it must be allowed to do. */
import { canonicalObjectType } from '../../core/object-types.ts';

/**
 * Where HubSpot shows tokens. Private apps can no longer be made in the account since October 26, 2026; those that exist
 * go on working. Source: HubSpot's changelog, "Legacy private app creation being disabled".
 */
export function whereToFindTokens(): string {
  return 'in HubSpot, Development > Keys > Service keys, or Development > Legacy apps > your private app > Auth.';
}

/** The same as steps, for someone who has no token yet. */
export function howToGetToken(from: string | null, to: string | null): readonly string[] {
  return [
    'To get a token: in HubSpot, as a super admin, Development > Keys > Service keys > Create service key.',
    'A private app that you already have will do: Development > Legacy apps > the app > Auth > Show token.',
    `Scopes it needs: ${scopesFor(from, to).join(', ')}`,
  ];
}

/** Object types whose scope has a name of its own. Source: HubSpot's list of scopes. */
const OWN_SCOPES: Readonly<Record<string, readonly string[]>> = {
  tickets: ['tickets'],
  products: ['e-commerce'],
  // Activities go with the contacts that they belong to.
  tasks: bothScopes('contacts'),
  notes: bothScopes('contacts'),
  meetings: bothScopes('contacts'),
  calls: bothScopes('contacts'),
  emails: [...bothScopes('contacts'), 'sales-email-read'],
};

/** The scopes for associations between two object types; for types that are not given, those of contacts as an example. */
export function scopesFor(from: string | null, to: string | null): readonly string[] {
  const types = [from, to].filter((type) => type !== null);
  if (types.length === 0)
    return ['crm.objects.<type>.read and .write of each object type, such as crm.objects.contacts.write'];
  return [...new Set(types.flatMap(scopesOf))];
}

function scopesOf(type: string): readonly string[] {
  const name = canonicalObjectType(type) ?? type;
  const own = OWN_SCOPES[name];
  if (own !== undefined) return own;
  return /^(?:2-\d+|p\d*_)/.test(name) ? bothScopes('custom') : bothScopes(name);
}

function bothScopes(name: string): readonly string[] {
  return [`crm.objects.${name}.read`, `crm.objects.${name}.write`];
}
