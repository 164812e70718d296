/**
 * What HubSpot says about the association types of an object pair, and how a type cell of the file is read against it.
 * A cell that fits nothing, or more than one thing, is a problem with facts, never a guess.
 */
import { counterpartOf } from './inverse-types.ts';
import type { AssociationCategory, AssociationType, ObjectPair, TypeSet } from './terms.ts';
import { ASSOCIATION_CATEGORIES } from './terms.ts';
import { trimUnseen } from './trim-unseen.ts';
import { DEFAULT_TYPES, typeSet } from './type-sets.ts';

/** One association type of a pair in one direction, as GET labels lists it. */
export interface AssociationDefinition {
  readonly category: AssociationCategory;
  readonly typeId: number;
  /** Null for an unlabelled type. */
  readonly label: string | null;
}

/** The association types of an object pair, in both directions. */
export interface PairTypes {
  readonly pair: ObjectPair;
  /** from → to, in HubSpot's order. */
  readonly forward: readonly AssociationDefinition[];
  /** to → from; empty when nobody asked for types. For a pair of one object type the same as `forward`. */
  readonly backward: readonly AssociationDefinition[];
}

/** Why a type cell cannot be used. */
export type TypeProblem =
  | { readonly code: 'LABEL_UNKNOWN'; readonly text: string; readonly nearest: readonly string[] }
  | { readonly code: 'LABEL_AMBIGUOUS'; readonly text: string; readonly candidates: readonly string[] }
  | { readonly code: 'TYPE_UNKNOWN'; readonly text: string; readonly valid: readonly string[] }
  | { readonly code: 'TYPE_AMBIGUOUS'; readonly text: string; readonly candidates: readonly string[] }
  | { readonly code: 'TYPE_OTHER_DIRECTION'; readonly text: string; readonly right: string | null }
  | { readonly code: 'TYPE_OTHER_CATEGORY'; readonly text: string; readonly right: string };

/** A type cell, read. */
export type ReadTypes =
  | { readonly kind: 'read'; readonly types: TypeSet }
  | { readonly kind: 'problem'; readonly problem: TypeProblem };

/** How far apart two texts are: the number of edits between them. */
export type Distance = (a: string, b: string) => number;

/**
 * Types that make a company the primary one and take that place from another.
 * Source: HubSpot's associations guide, "Association type IDs".
 */
const PRIMARY_TYPE_IDS: ReadonlySet<number> = new Set([1, 2, 5, 6, 25, 26]);

/** A definition as a request names it. */
export function asType({ category, typeId }: AssociationDefinition): AssociationType {
  return { associationCategory: category, associationTypeId: typeId };
}

/** `USER_DEFINED:28`, as `typeName` has it for the type of a request. */
export function definitionName({ category, typeId }: Pick<AssociationDefinition, 'category' | 'typeId'>): string {
  return `${category}:${typeId}`;
}

/** Whether a set holds a type that sets the primary company. */
export function setsPrimary(types: TypeSet): boolean {
  return types.types.some((type) => isPrimary({ category: type.associationCategory, typeId: type.associationTypeId }));
}

/** Whether a type sets the primary company. */
export function isPrimary({ category, typeId }: Pick<AssociationDefinition, 'category' | 'typeId'>): boolean {
  return category === 'HUBSPOT_DEFINED' && PRIMARY_TYPE_IDS.has(typeId);
}

/**
 * The types that a cell asks for: nothing (the default association), a type id, `CATEGORY:id`, a label in any case,
 * or several of these separated by `;`. A label that itself holds a `;` is found when it is the whole cell.
 */
export function readTypeCell(cell: string, pairTypes: PairTypes, distance: Distance): ReadTypes {
  const text = trimUnseen(cell);
  if (text === '') return { kind: 'read', types: DEFAULT_TYPES };
  const whole = readOne(text, pairTypes, distance);
  if (!text.includes(';') || !('code' in whole)) return asRead([whole]);
  return asRead(partsOf(text).map((part) => readOne(part, pairTypes, distance)));
}

/** The labels that a cell asks for and the pair does not have, each with those that are nearest to it. */
export function labelsMissingIn(
  cell: string,
  pairTypes: PairTypes,
  distance: Distance,
): readonly Extract<TypeProblem, { readonly code: 'LABEL_UNKNOWN' }>[] {
  const whole = readOne(trimUnseen(cell), pairTypes, distance);
  const texts = 'code' in whole ? partsOf(cell) : [];
  const problems = texts.map((text) => readOne(text, pairTypes, distance));
  return problems.filter((problem) => 'code' in problem).filter((problem) => problem.code === 'LABEL_UNKNOWN');
}

function partsOf(cell: string): readonly string[] {
  return cell
    .split(';')
    .map(trimUnseen)
    .filter((part) => part !== '');
}

function asRead(parts: readonly (AssociationType | TypeProblem)[]): ReadTypes {
  const types: AssociationType[] = [];
  for (const part of parts) {
    if ('code' in part) return { kind: 'problem', problem: part };
    types.push(part);
  }
  return { kind: 'read', types: typeSet(types) };
}

function readOne(text: string, pairTypes: PairTypes, distance: Distance): AssociationType | TypeProblem {
  const [, categoryText, idText] = /^(?:([A-Za-z_]+)\s*:\s*)?(\d+)$/.exec(text) ?? [];
  if (idText === undefined) return readLabel(text, pairTypes, distance);
  const category = categoryText === undefined ? null : categoryText.toUpperCase();
  if (category !== null && !isCategory(category)) return readLabel(text, pairTypes, distance);
  return readTypeId(text, Number(idText), category, pairTypes);
}

function isCategory(text: string): text is AssociationCategory {
  return ASSOCIATION_CATEGORIES.some((category) => category === text);
}

function readTypeId(
  text: string,
  typeId: number,
  category: AssociationCategory | null,
  { forward, backward }: PairTypes,
): AssociationType | TypeProblem {
  const sameId = forward.filter((definition) => definition.typeId === typeId);
  const matches = category === null ? sameId : sameId.filter((definition) => definition.category === category);
  const [first, second] = matches;
  if (first !== undefined && second === undefined) return asType(first);
  if (first !== undefined) return { code: 'TYPE_AMBIGUOUS', text, candidates: matches.map(describeDefinition) };
  const [other] = sameId;
  if (other !== undefined) return { code: 'TYPE_OTHER_CATEGORY', text, right: describeDefinition(other) };
  const opposite = backward.find(
    (definition) => definition.typeId === typeId && (category === null || definition.category === category),
  );
  if (opposite === undefined) return { code: 'TYPE_UNKNOWN', text, valid: forward.map(describeDefinition) };
  const right = counterpartOf(opposite, { own: backward, other: forward });
  return { code: 'TYPE_OTHER_DIRECTION', text, right: right === null ? null : describeDefinition(right) };
}

/** `USER_DEFINED:28 (Billing contact)`; without a label, without the brackets. */
export function describeDefinition(definition: AssociationDefinition): string {
  const name = definitionName(definition);
  return definition.label === null ? name : `${name} (${definition.label})`;
}

function readLabel(text: string, { forward }: PairTypes, distance: Distance): AssociationType | TypeProblem {
  const labelled = forward.filter((definition) => definition.label !== null);
  const exact = labelled.filter((definition) => trimUnseen(definition.label ?? '') === text);
  const wanted = foldLabel(text);
  const matches = exact.length > 0 ? exact : labelled.filter((definition) => foldLabel(definition.label) === wanted);
  const [first, second] = matches;
  if (first === undefined) return { code: 'LABEL_UNKNOWN', text, nearest: nearestLabels(wanted, labelled, distance) };
  if (second !== undefined) return { code: 'LABEL_AMBIGUOUS', text, candidates: matches.map(describeDefinition) };
  return asType(first);
}

/** Labels are compared without case and with any run of white space as one space. */
export function foldLabel(label: string | null): string {
  return trimUnseen((label ?? '').normalize('NFC'))
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

const NEAREST_LABELS = 3;

function nearestLabels(
  wanted: string,
  labelled: readonly AssociationDefinition[],
  distance: Distance,
): readonly string[] {
  return labelled
    .map((definition) => ({ label: definition.label ?? '', apart: distance(wanted, foldLabel(definition.label)) }))
    .sort((a, b) => a.apart - b.apart || (a.label < b.label ? -1 : 1))
    .slice(0, NEAREST_LABELS)
    .map(({ label }) => label);
}
