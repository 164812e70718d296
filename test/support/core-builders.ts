/** Builds rows, inputs and types for tests of the core: only what a test is about has to be said. */
import { readApiError } from '../../src/core/api-error.ts';
import type { AssociationDefinition, PairTypes } from '../../src/core/association-types.ts';
import { sharedBy } from '../../src/core/inputs.ts';
import { RecordOrigin } from '../../src/core/record-origin.ts';
import type { AssociationCategory, AssociationType, Input, Row, TypeSet } from '../../src/core/terms.ts';
import { DEFAULT_TYPES, typeSet } from '../../src/core/type-sets.ts';

/** A definition: `define(279)`, `define(28, 'Billing contact')`, `define(28, 'X', 'INTEGRATOR_DEFINED')`. */
export function define(
  typeId: number,
  label: string | null = null,
  category: AssociationCategory = label === null ? 'HUBSPOT_DEFINED' : 'USER_DEFINED',
): AssociationDefinition {
  return { category, typeId, label };
}

/** Contacts and companies with HubSpot's types and three labels. */
export const CONTACT_COMPANY: PairTypes = {
  pair: { from: 'contacts', to: 'companies' },
  forward: [
    define(279),
    define(1, 'Primary', 'HUBSPOT_DEFINED'),
    define(28, 'Billing contact'),
    define(30, 'Decision maker'),
    define(32, 'Geschäftsführer'),
    define(34, 'Plant; north'),
  ],
  backward: [
    define(280),
    define(2, 'Primary', 'HUBSPOT_DEFINED'),
    define(29, 'Billing contact of'),
    define(31, 'Decision maker'),
    define(33, 'Geschäftsführer'),
    define(35, 'Plant; north'),
  ],
};

/** Contacts among themselves, with a paired label. */
export const CONTACT_CONTACT: PairTypes = {
  pair: { from: 'contacts', to: 'contacts' },
  forward: [define(449), define(36, 'Manager'), define(37, 'Report')],
  backward: [define(449), define(36, 'Manager'), define(37, 'Report')],
};

/** `HUBSPOT_DEFINED:279` as a type. */
export function typeOf(name: string): AssociationType {
  const [category, id] = name.split(':');
  return { associationCategory: category as AssociationCategory, associationTypeId: Number(id) };
}

/** The set of types with these names. */
export function setOf(...names: readonly string[]): TypeSet {
  return names.length === 0 ? DEFAULT_TYPES : typeSet(names.map(typeOf));
}

interface RowFacts extends Partial<Row> {
  readonly fields?: readonly string[];
}

/** An unsettled row; contacts to companies, default association, unless said otherwise. */
export function rowOf(number: number, { fields = [], ...facts }: RowFacts = {}): Row {
  return {
    number,
    origin: RecordOrigin.of(fields, number),
    fromType: 'contacts',
    fromId: '1',
    toType: 'companies',
    toId: '2',
    types: DEFAULT_TYPES,
    sent: null,
    outcome: null,
    ...facts,
  };
}

/** An input of one row or of the rows given. */
export function inputOf(fromId: string, toId: string, types: TypeSet = DEFAULT_TYPES, rows?: readonly Row[]): Input {
  const own = sharedBy(rows ?? []) ?? { firstRow: rowOf(1, { fromId, toId, types }), moreRows: null };
  return { fromId, toId, types, held: DEFAULT_TYPES, ...own };
}

/** An error as HubSpot would send it. */
export const errorOf = (json: unknown) => readApiError(json);
