/** Finds the inputs that the results of an answer confirm: by pair, never by position and never by count. */

import type { PairTypes } from './association-types.ts';
import { definitionName } from './association-types.ts';
import type { ConfirmedLinks, ToldOfLink } from './batch-answer.ts';
import { canonicalObjectType, isStandardObjectType, objectTypeId } from './object-types.ts';
import type { BatchEndpoint, Input, ObjectPair, TypeSet } from './terms.ts';
import { linkKey } from './terms.ts';
import { typeName } from './type-sets.ts';

/** The request that an answer belongs to. */
export interface AttributionContext {
  readonly types: PairTypes;
  readonly endpoint: BatchEndpoint;
  readonly inputs: readonly Input[];
}

/** Whether the links are the inputs, one by one and beyond doubt: nearly every answer, told without looking anything up. */
export function confirmsInOrder(links: ConfirmedLinks, context: AttributionContext): boolean {
  const { inputs } = context;
  if (links.length !== inputs.length) return false;
  const tellDirection = directionTeller(context);
  const wanted = new WantedLabels(context.types);
  const toldOfAll = links.toldOfAll(inputs);
  // Neighbours share what they tell and what was asked for, so both are compared once.
  let sure: { readonly told: ToldOfLink; readonly types: TypeSet } | null = null;
  let listsLabels = false;
  let lacksLabels = false;
  const areConfirmed = inputs.every(({ fromId, toId, types }, index) => {
    const told = toldOfAll ?? links.toldOf(index, fromId, toId);
    if (told === null) return false;
    if (sure?.told === told && sure.types === types) return true;
    sure = { told, types };
    const labels = labelsTold(told, wanted.of(types));
    listsLabels ||= (told.labels?.length ?? 0) > 0;
    lacksLabels ||= labels === 'none';
    return tellDirection(told) === 'straight' && labels !== 'others';
  });
  return areConfirmed && !(lacksLabels && listsLabels);
}

/** The inputs that a link confirms beyond doubt. */
export function confirmedInputs(links: ConfirmedLinks, context: AttributionContext): Set<Input> {
  const sent = new SentInputs(context.inputs);
  const tellDirection = directionTeller(context);
  const wanted = new WantedLabels(context.types);
  const confirmed = new Set<Input>();
  const unlabelled: Input[] = [];
  let listsLabels = false;
  const take = (input: Input, link: ToldOfLink): void => {
    const told = labelsTold(link, wanted.of(input.types));
    if (told === 'wanted' || told === 'unasked') confirmed.add(input);
    else if (told === 'none') unlabelled.push(input);
  };
  for (const link of links) {
    const direction = tellDirection(link);
    if (direction === 'foreign') continue;
    const straight = direction === 'mirrored' ? undefined : sent.find(link.fromId, link.toId);
    const mirrored = direction === 'straight' ? undefined : sent.find(link.toId, link.fromId);
    const both = straight !== undefined && mirrored !== undefined && straight !== mirrored;
    // Ids of different object types may collide, so a link that does not tell its direction proves neither of two.
    if (direction === 'untold' && both) continue;
    listsLabels ||= (link.labels?.length ?? 0) > 0;
    if (straight !== undefined) take(straight, link);
    if (mirrored !== undefined) take(mirrored, link);
  }
  if (!listsLabels) for (const input of unlabelled) confirmed.add(input);
  return confirmed;
}

/** Finds inputs by their ids. Where an answer keeps the order of its request, two comparisons do; else a map is made. */
class SentInputs {
  readonly #inputs: readonly Input[];
  #next = 0;
  #byKey: Map<string, number> | null = null;

  constructor(inputs: readonly Input[]) {
    this.#inputs = inputs;
  }

  find(fromId: string, toId: string): Input | undefined {
    const next = this.#inputs[this.#next];
    if (next !== undefined && next.fromId === fromId && next.toId === toId) {
      this.#next += 1;
      return next;
    }
    // Endpoint B tells each link twice.
    const last = this.#inputs[this.#next - 1];
    if (last !== undefined && last.fromId === fromId && last.toId === toId) return last;
    this.#byKey ??= new Map(this.#inputs.map((input, index) => [linkKey(input.fromId, input.toId), index]));
    const index = this.#byKey.get(linkKey(fromId, toId));
    if (index === undefined) return undefined;
    this.#next = index + 1;
    return this.#inputs[index];
  }
}

type Direction = 'straight' | 'mirrored' | 'untold' | 'both' | 'foreign';

/** Tells in which direction of the pair a link is told: endpoint B answers with both, A with the one that was asked. */
function directionTeller({ types, endpoint }: AttributionContext): (link: ToldOfLink) => Direction {
  const { pair, forward } = types;
  const isForeign = foreignTeller(pair);
  if (pair.from === pair.to) {
    return (link) => (isForeign(link) ? 'foreign' : endpoint === 'default' ? 'both' : 'straight');
  }
  const fromTypeId = objectTypeId(pair.from);
  const toTypeId = objectTypeId(pair.to);
  const forwardNames = new Set(forward.map(definitionName));
  const hasUnlabelled = forward.some(({ label }) => label === null);
  return (link) => {
    if (isForeign(link)) return 'foreign';
    if (link.fromTypeId !== null && (link.fromTypeId === fromTypeId || link.fromTypeId === toTypeId)) {
      return link.fromTypeId === fromTypeId ? 'straight' : 'mirrored';
    }
    if (link.typeName === null) return 'untold';
    if (forwardNames.has(link.typeName)) return 'straight';
    // Endpoint B makes the unlabelled type: where that one is known, another one is that of the way back.
    return hasUnlabelled ? 'mirrored' : 'untold';
  };
}

/**
 * Tells whether a link is of records of other object types, which may have the same ids: it is none of ours, whatever else it
 * says. Where one of the pair has a name that HubSpot alone knows, any custom type may be that one.
 */
function foreignTeller({ from, to }: ObjectPair): (link: ToldOfLink) => boolean {
  const ids = new Set([objectTypeId(from), objectTypeId(to)]);
  const isOther = (told: string | null): boolean => {
    if (told === null || ids.has(told)) return false;
    const name = canonicalObjectType(told) ?? '';
    const id = objectTypeId(name);
    return id !== null && !ids.has(id) && (isStandardObjectType(name) || !ids.has(null));
  };
  return ({ fromTypeId, toTypeId }) => isOther(fromTypeId) || isOther(toTypeId);
}

/** The labels that an answer has to show for a set of types, folded; inputs share few sets. */
class WantedLabels {
  readonly #types: PairTypes;
  readonly #bySet = new Map<TypeSet, readonly string[]>();

  constructor(types: PairTypes) {
    this.#types = types;
  }

  of(set: TypeSet): readonly string[] {
    const known = this.#bySet.get(set);
    if (known !== undefined) return known;
    const labels = set.types.flatMap((type) => {
      if (type.associationCategory === 'HUBSPOT_DEFINED') return [];
      const name = typeName(type);
      const definition = this.#types.forward.find((known) => definitionName(known) === name);
      const label = definition?.label?.trim().toLowerCase();
      return label === undefined ? [] : [label];
    });
    this.#bySet.set(set, labels);
    return labels;
  }
}

/**
 * What a link tells of the labels that were asked for: all of them, others only, or none at all. That it tells none may be
 * how HubSpot answers, but where the same answer lists the labels of other links, this one has none.
 */
type LabelsTold = 'unasked' | 'wanted' | 'others' | 'none';

function labelsTold({ labels }: ToldOfLink, wanted: readonly string[]): LabelsTold {
  if (wanted.length === 0) return 'unasked';
  if (labels === null || labels.length === 0) return 'none';
  const told = labels.map((label) => label.trim().toLowerCase());
  return wanted.every((label) => told.includes(label)) ? 'wanted' : 'others';
}
