/**
 * Matches HubSpot's answers to inputs: by pair, never by position and never by count. What cannot be matched for
 * certain is handed back to be sent again, so that no fate is guessed.
 */
import type { ApiError } from './api-error.ts';
import type { PairTypes } from './association-types.ts';
import type { BatchAnswer, ConfirmedLink } from './batch-answer.ts';
import type { Named } from './named-records.ts';
import { namedIn } from './named-records.ts';
import { objectTypeId } from './object-types.ts';
import type { BatchEndpoint, Input, TypeSet } from './terms.ts';
import { linkKey } from './terms.ts';
import { typeName } from './type-sets.ts';

/** An input that an error concerns beyond doubt. */
export interface Refusal {
  readonly input: Input;
  readonly error: ApiError;
  /**
   * `record`: every row that uses the record shares it. `type`: every row that asks for the type does. `link`: this pair
   * with these types, and nothing else.
   */
  readonly scope: 'record' | 'type' | 'link';
}

/** What an answer says of the inputs of its request. Each input is in exactly one of the lists. */
export interface Attribution {
  readonly confirmed: readonly Input[];
  readonly refused: readonly Refusal[];
  /** Inputs that an error may concern; each group is to be sent again by itself, which makes it certain. */
  readonly doubtful: readonly (readonly Input[])[];
  readonly unmentioned: readonly Input[];
  /** An error that names no input of this request; null when there is none. */
  readonly unplaced: ApiError | null;
}

/** The request that an answer belongs to. */
export interface AttributionContext {
  readonly types: PairTypes;
  readonly endpoint: BatchEndpoint;
  readonly inputs: readonly Input[];
}

/** Matches a 2xx answer of a batch write. */
export function attributeAnswer(answer: BatchAnswer, context: AttributionContext): Attribution {
  const all: Attribution = { confirmed: context.inputs, refused: [], doubtful: [], unmentioned: [], unplaced: null };
  if (confirmsInOrder(answer.confirmed, context)) return all;
  const confirmed = confirmedInputs(answer.confirmed, context);
  if (confirmed.size === context.inputs.length) return all;
  const open = context.inputs.filter((input) => !confirmed.has(input));
  return { ...attributeErrors(answer.errors, open, context), confirmed: [...confirmed] };
}

/** Matches the refusal of a whole request, of which nothing was applied. */
export function attributeRefusal(error: ApiError, context: AttributionContext): Attribution {
  return attributeErrors([error], context.inputs, context);
}

function attributeErrors(
  errors: readonly ApiError[],
  open: readonly Input[],
  { types, inputs }: AttributionContext,
): Attribution {
  const refused = new Map<Input, Refusal>();
  const doubtful: Set<Input>[] = [];
  let unplaced: ApiError | null = null;
  for (const error of errors) {
    const named = namedIn(error, types.pair);
    const [only] = inputs;
    if (inputs.length === 1 && only !== undefined) {
      // A single input cannot hide behind another: whatever went wrong is its own.
      const scope = named.some(({ kind }) => kind === 'record') ? 'record' : 'link';
      if (open.length === 1 && !refused.has(only)) refused.set(only, { input: only, error, scope });
      continue;
    }
    let placed = false;
    for (const one of named) {
      const { certain, possible } = inputsNamed(one, open);
      placed ||= certain.length > 0 || possible.length > 0;
      for (const input of certain) {
        if (!refused.has(input) || one.kind === 'record') refused.set(input, { input, error, scope: one.kind });
      }
      for (const side of possible) doubtful.push(new Set(side));
    }
    if (!placed) unplaced = error;
  }
  const taken = new Set<Input>(refused.keys());
  const groups = doubtful.map((group) => takeFrom(group, taken)).filter((group) => group.length > 0);
  const unmentioned = open.filter((input) => !taken.has(input));
  return { confirmed: [], refused: [...refused.values()], doubtful: groups, unmentioned, unplaced };
}

/** The inputs of a group that nobody has taken; they are taken now. */
function takeFrom(group: ReadonlySet<Input>, taken: Set<Input>): readonly Input[] {
  const free = [...group].filter((input) => !taken.has(input));
  for (const input of free) taken.add(input);
  return free;
}

interface NamedInputs {
  readonly certain: readonly Input[];
  /**
   * A bare id that is a from record of some inputs and a to record of others: one group for each side. A bare number
   * that is a type in several categories: one group for each of them.
   */
  readonly possible: readonly (readonly Input[])[];
}

function inputsNamed(named: Named, open: readonly Input[]): NamedInputs {
  switch (named.kind) {
    case 'link':
      return certainly(open.filter(({ fromId, toId }) => fromId === named.fromId && toId === named.toId));
    case 'type':
      return inputsOfType(named, open);
    case 'record': {
      const from = named.side === 'to' ? [] : open.filter(({ fromId }) => fromId === named.id);
      const to = named.side === 'from' ? [] : open.filter(({ toId }) => toId === named.id);
      if (from.length === 0 || to.length === 0) return certainly([...from, ...to]);
      return { certain: [], possible: [from, to] };
    }
  }
}

function certainly(certain: readonly Input[]): NamedInputs {
  return { certain, possible: [] };
}

function inputsOfType(named: Extract<Named, { kind: 'type' }>, open: readonly Input[]): NamedInputs {
  const groups = new Map<string, Input[]>();
  for (const input of open) {
    for (const type of input.types.types) {
      if (type.associationTypeId !== named.associationTypeId) continue;
      if (named.category !== null && type.associationCategory !== named.category) continue;
      const group = groups.get(typeName(type));
      if (group === undefined) groups.set(typeName(type), [input]);
      else group.push(input);
    }
  }
  const [first = [], ...namesakes] = groups.values();
  return namesakes.length === 0 ? certainly(first) : { certain: [], possible: [first, ...namesakes] };
}

/** Whether the links are the inputs, one by one and beyond doubt: nearly every answer, told without looking anything up. */
function confirmsInOrder(links: readonly ConfirmedLink[], context: AttributionContext): boolean {
  const { inputs } = context;
  if (links.length !== inputs.length) return false;
  const tellDirection = directionTeller(context);
  const wanted = new WantedLabels(context.types);
  return links.every((link, index) => {
    const input = inputs[index];
    if (input?.fromId !== link.fromId || input.toId !== link.toId) return false;
    return tellDirection(link) === 'straight' && hasLabels(link, wanted.of(input.types));
  });
}

function confirmedInputs(links: readonly ConfirmedLink[], context: AttributionContext): Set<Input> {
  const sent = new SentInputs(context.inputs);
  const tellDirection = directionTeller(context);
  const wanted = new WantedLabels(context.types);
  const confirmed = new Set<Input>();
  for (const link of links) {
    const direction = tellDirection(link);
    const straight = direction === 'mirrored' ? undefined : sent.find(link.fromId, link.toId);
    const mirrored = direction === 'straight' ? undefined : sent.find(link.toId, link.fromId);
    const both = straight !== undefined && mirrored !== undefined && straight !== mirrored;
    // Ids of different object types may collide, so a link that does not tell its direction proves neither of two.
    if (direction === 'untold' && both) continue;
    if (straight !== undefined && hasLabels(link, wanted.of(straight.types))) confirmed.add(straight);
    if (mirrored !== undefined && hasLabels(link, wanted.of(mirrored.types))) confirmed.add(mirrored);
  }
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
    this.#byKey ??= new Map(this.#inputs.map(({ key }, index) => [key, index]));
    const index = this.#byKey.get(linkKey(fromId, toId));
    if (index === undefined) return undefined;
    this.#next = index + 1;
    return this.#inputs[index];
  }
}

type Direction = 'straight' | 'mirrored' | 'untold' | 'both';

/** Tells in which direction of the pair a link is told: endpoint B answers with both, A with the one that was asked. */
function directionTeller({ types, endpoint }: AttributionContext): (link: ConfirmedLink) => Direction {
  const { pair, forward } = types;
  if (pair.from === pair.to) return () => (endpoint === 'default' ? 'both' : 'straight');
  const fromTypeId = objectTypeId(pair.from);
  const toTypeId = objectTypeId(pair.to);
  const forwardNames = new Set(forward.map(({ category, typeId }) => `${category}:${typeId}`));
  const hasUnlabelled = forward.some(({ label }) => label === null);
  return (link) => {
    if (link.fromTypeId !== null && (link.fromTypeId === fromTypeId || link.fromTypeId === toTypeId)) {
      return link.fromTypeId === fromTypeId ? 'straight' : 'mirrored';
    }
    if (link.typeName === null) return 'untold';
    if (forwardNames.has(link.typeName)) return 'straight';
    // Endpoint B makes the unlabelled type: where that one is known, another one is that of the way back.
    return hasUnlabelled ? 'mirrored' : 'untold';
  };
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
      const definition = this.#types.forward.find(({ category, typeId }) => `${category}:${typeId}` === name);
      const label = definition?.label?.trim().toLowerCase();
      return label === undefined ? [] : [label];
    });
    this.#bySet.set(set, labels);
    return labels;
  }
}

/** A link that lists labels, but not the one that was asked for, does not confirm the input. */
function hasLabels({ labels }: ConfirmedLink, wanted: readonly string[]): boolean {
  if (labels === null || labels.length === 0 || wanted.length === 0) return true;
  const told = labels.map((label) => label.trim().toLowerCase());
  return wanted.every((label) => told.includes(label));
}
