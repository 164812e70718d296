/**
 * What of a batch is there already, and what has to be written so that nothing is lost: the types that a pair has are
 * sent along with the new ones, which is right whether HubSpot replaces them or adds to them.
 */
import type { AssociationDefinition } from './association-types.ts';
import { asType, isPrimary, setsPrimary } from './association-types.ts';
import type { Ask } from './batches.ts';
import { asksOf } from './batches.ts';
import { rowsOf, sharedBy, typesAskedBy } from './inputs.ts';
import { isOpen } from './settling.ts';
import type { Batch, Input, ObjectPair, Row, TypeSet } from './terms.ts';
import { includesTypes, typeSet, unionOfTypes } from './type-sets.ts';

/** An input, divided by what is there already. */
export interface DividedInput {
  /** Asks of which every type is there: nothing is to be written for their rows. */
  readonly there: readonly { readonly types: TypeSet; readonly rows: readonly Row[] }[];
  /** What is left to write; null when nothing is. Its types are those of its rows and those that are held. */
  readonly rest: Input | null;
}

/** The set of types that a pair of records has. */
export function heldSet(held: readonly AssociationDefinition[]): TypeSet {
  return typeSet(held.map(asType));
}

/**
 * Divides an input. `held`: the types that HubSpot has for the pair; null when it has none at all. A row that asks for
 * the default association is satisfied by any. A row that this run itself was about to add is written again, whatever
 * is there: its answer was lost. What none but rows with an outcome ask for, as an earlier sitting reported them, is
 * asked for only as long as it is there: whoever removed it since meant that.
 */
export function divideInput(
  input: Input,
  held: readonly AssociationDefinition[] | null,
  isOwnWork: (row: number) => boolean,
): DividedInput {
  const asks = asksOf(input);
  const open = asks.filter(({ rows }) => rows.some((row) => row.outcome === null));
  if (held === null && open.length === asks.length) return { there: [], rest: input };
  const all = held === null ? null : heldSet(held);
  const isThere = ({ types }: Ask): boolean => all !== null && includesTypes(all, types);
  const there = asks.filter((ask) => isThere(ask) && !ask.rows.some(({ number }) => isOwnWork(number)));
  const missing = asks.filter((ask) => !there.includes(ask) && (open.includes(ask) || isThere(ask)));
  const missingRows = new Set(missing.flatMap(({ rows }) => rows));
  const rows = sharedBy(rowsOf(input).filter((row) => missingRows.has(row)));
  if (rows === null || !isOpen(rows)) return { there, rest: null };
  return { there, rest: { ...input, ...rows, held: keptSet(held ?? []), types: typesWith(rows, held ?? []) } };
}

/** The rest of a divided input, reported as if the pair held these types only. */
export function toldWith(rest: Input, heldAtFirst: readonly AssociationDefinition[]): Input {
  return { ...rest, heldAtFirst: keptSet(heldAtFirst), told: typesWith(rest, heldAtFirst) };
}

/** What is sent for the input when the pair holds these types. */
function typesWith(input: Pick<Input, 'firstRow' | 'moreRows'>, held: readonly AssociationDefinition[]): TypeSet {
  return unionOfTypes(typesAskedBy(rowsOf(input)), keptSet(held));
}

function keptSet(held: readonly AssociationDefinition[]): TypeSet {
  return typeSet(held.filter(isWorthSending).map(asType));
}

/** HubSpot keeps the unlabelled type beside any label by itself; all others have to be sent along. */
function isWorthSending({ category, label }: AssociationDefinition): boolean {
  return label !== null || category !== 'HUBSPOT_DEFINED';
}

/**
 * Drops the primary type from what a pair has when another input of the batch gives its record another primary company:
 * sent along, it would take that place back.
 */
export function primaryStays({ pair, inputs }: Batch): (input: Input, held: AssociationDefinition) => boolean {
  const ownerOf = primaryOwnerOf(pair);
  const places = new Map<string, Input>();
  for (const input of inputs) if (setsPrimary(input.types)) places.set(ownerOf(input), input);
  return (input, held) => !isPrimary(held) || (places.get(ownerOf(input)) ?? input) === input;
}

/** The record of an input that can have one primary company. */
export function primaryOwnerOf({ to }: ObjectPair): (input: Input) => string {
  return to === 'companies' ? ({ fromId }) => fromId : ({ toId }) => toId;
}
