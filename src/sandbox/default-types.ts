/**
 * The association types of the default account: HubSpot's own, whose ids are the same everywhere, and some labels of an invented
 * account to play with.
 */
import type { TypeDefinition } from './association-types.ts';

const contact = '0-1';
const company = '0-2';
const deal = '0-3';
const ticket = '0-5';
const lineItem = '0-8';
const note = '0-46';
const vendor = '2-4412';

type Ids = readonly [there: number, back: number];

function unlabelled(from: string, to: string, ids: Ids): TypeDefinition {
  return { category: 'HUBSPOT_DEFINED', from, to, ids, labels: [null, null] };
}

function primary(from: string, ids: Ids, primaryOf: 'from' | 'to'): TypeDefinition {
  const [there, back] = primaryOf === 'from' ? [from, company] : [company, from];
  return { category: 'HUBSPOT_DEFINED', from: there, to: back, ids, labels: ['Primary', 'Primary'], primaryOf };
}

function label(from: string, to: string, ids: Ids, labels: readonly [string, string]): TypeDefinition {
  return { category: 'USER_DEFINED', from, to, ids, labels, name: labels[0].toLowerCase().replaceAll(' ', '_') };
}

/** HubSpot's own types; ids from its list of association type ids. */
export const hubspotTypes: readonly TypeDefinition[] = [
  unlabelled(contact, company, [279, 280]),
  primary(contact, [1, 2], 'from'),
  unlabelled(contact, deal, [4, 3]),
  unlabelled(contact, ticket, [15, 16]),
  unlabelled(company, deal, [342, 341]),
  primary(deal, [6, 5], 'to'),
  unlabelled(company, ticket, [340, 339]),
  primary(ticket, [25, 26], 'to'),
  unlabelled(deal, ticket, [27, 28]),
  unlabelled(contact, contact, [449, 449]),
  unlabelled(company, company, [450, 450]),
  unlabelled(deal, deal, [451, 451]),
  unlabelled(ticket, ticket, [452, 452]),
  {
    category: 'HUBSPOT_DEFINED',
    from: company,
    to: company,
    ids: [13, 14],
    labels: ['Parent Company', 'Child Company'],
  },
  unlabelled(deal, lineItem, [19, 20]),
  unlabelled(note, contact, [202, 201]),
  unlabelled(note, company, [190, 189]),
  unlabelled(note, deal, [214, 213]),
  unlabelled(note, ticket, [228, 227]),
];

/** The labels of the invented account. A label of contacts to companies shares its id, 28, with HubSpot's ticket to deal. */
const accountTypes: readonly TypeDefinition[] = [
  label(contact, company, [28, 29], ['Billing contact', 'Billing contact of']),
  label(contact, company, [30, 31], ['Decision maker', 'Decision maker']),
  label(contact, company, [32, 33], ['Geschäftsführer', 'Geschäftsführer']),
  label(contact, deal, [34, 35], ['Champion', 'Champion']),
  label(contact, contact, [36, 37], ['Manager', 'Report']),
  { category: 'USER_DEFINED', from: vendor, to: contact, ids: [38, 39], labels: [null, null], name: 'vendor_contact' },
  { category: 'USER_DEFINED', from: vendor, to: company, ids: [40, 41], labels: [null, null], name: 'vendor_company' },
  {
    category: 'INTEGRATOR_DEFINED',
    from: vendor,
    to: company,
    ids: [1001, 1002],
    labels: ['Preferred vendor', 'Preferred vendor of'],
  },
];

/** Everything the default account has. */
export const defaultTypes: readonly TypeDefinition[] = [...hubspotTypes, ...accountTypes];
