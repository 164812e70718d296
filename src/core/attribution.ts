/**
 * Matches HubSpot's answers to inputs: by pair, never by position and never by count. What cannot be matched for
 * certain is handed back to be sent again, so that no fate is guessed.
 */
import type { ApiError } from './api-error.ts';
import { saysMissing } from './api-error.ts';
import type { BatchAnswer } from './batch-answer.ts';
import type { AttributionContext } from './confirmation.ts';
import { confirmedInputs, confirmsInOrder } from './confirmation.ts';
import { InvalidRecords } from './invalid-records.ts';
import type { Named } from './named-records.ts';
import { namedIn } from './named-records.ts';
import type { Input } from './terms.ts';
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
  /**
   * Inputs that are refused, but by an error of a record that others of them have as well, and that is there: what it
   * says may be meant of another one. Of a refusal as a whole there are none, since nothing of it was applied.
   */
  readonly refusedWithOthers: readonly Input[];
  /** An error that names no input of this request; null when there is none. */
  readonly unplaced: ApiError | null;
}

const NOTHING: Attribution = {
  confirmed: [],
  refused: [],
  doubtful: [],
  unmentioned: [],
  refusedWithOthers: [],
  unplaced: null,
};

/** Matches a 2xx answer of a batch write. */
export function attributeAnswer(answer: BatchAnswer, context: AttributionContext): Attribution {
  const all: Attribution = { ...NOTHING, confirmed: context.inputs };
  if (confirmsInOrder(answer.confirmed, context)) return all;
  const confirmed = confirmedInputs(answer.confirmed, context);
  if (confirmed.size === context.inputs.length) return all;
  const open = context.inputs.filter((input) => !confirmed.has(input));
  return { ...attributeErrors(answer.errors, open, context), confirmed: [...confirmed] };
}

/** Matches the refusal of a whole request, of which nothing was applied. */
export function attributeRefusal(error: ApiError, context: AttributionContext): Attribution {
  return { ...attributeErrors([error], context.inputs, context), refusedWithOthers: [] };
}

function attributeErrors(
  errors: readonly ApiError[],
  open: readonly Input[],
  { types, inputs }: AttributionContext,
): Attribution {
  const index = new OpenInputs(open);
  const refused = new Map<Input, Refusal>();
  const doubtful: Set<Input>[] = [];
  const refusedWithOthers: Input[] = [];
  let unplaced: ApiError | null = null;
  for (const error of errors) {
    const named = namedIn(error, types.pair);
    const invalid = new InvalidRecords(error, types.pair);
    const [only] = inputs;
    if (inputs.length === 1 && only !== undefined) {
      // A single input cannot hide behind another: whatever went wrong is its own.
      const scope = named.some(({ kind }) => kind === 'record') ? 'record' : 'link';
      if (open.length === 1 && !refused.has(only))
        refused.set(only, { input: only, error: invalid.about(only), scope });
      continue;
    }
    let placed = false;
    for (const one of named) {
      const { certain, possible } = inputsNamed(one, index);
      placed ||= certain.length > 0 || possible.length > 0;
      const scope = one.kind === 'either' ? 'link' : one.kind;
      for (const input of certain) {
        if (refused.has(input) && scope !== 'record') continue;
        refused.set(input, { input, error: invalid.about(input), scope });
      }
      if (scope === 'record' && certain.length > 1 && !saysMissing(error)) refusedWithOthers.push(...certain);
      for (const side of possible) doubtful.push(new Set(side));
    }
    if (!placed) unplaced = error;
  }
  const taken = new Set<Input>(refused.keys());
  const groups = doubtful.map((group) => takeFrom(group, taken)).filter((group) => group.length > 0);
  const unmentioned = open.filter((input) => !taken.has(input));
  return { ...NOTHING, refused: [...refused.values()], doubtful: groups, unmentioned, refusedWithOthers, unplaced };
}

/** The inputs of a group that nobody has taken; they are taken now. */
function takeFrom(group: ReadonlySet<Input>, taken: Set<Input>): readonly Input[] {
  const free = [...group].filter((input) => !taken.has(input));
  for (const input of free) taken.add(input);
  return free;
}

/** Finds inputs by a record: an answer may name every one of them, and a scan for each would take their number squared. */
class OpenInputs {
  readonly all: readonly Input[];
  readonly #indexes = new Map<'fromId' | 'toId', ReadonlyMap<string, readonly Input[]>>();

  constructor(all: readonly Input[]) {
    this.all = all;
  }

  /** The inputs with the record on that side, in the file's order. */
  at(side: 'fromId' | 'toId', id: string): readonly Input[] {
    const index = this.#indexes.get(side) ?? this.#indexBy(side);
    return index.get(id) ?? [];
  }

  #indexBy(side: 'fromId' | 'toId'): ReadonlyMap<string, readonly Input[]> {
    const index = new Map<string, Input[]>();
    for (const input of this.all) {
      const known = index.get(input[side]);
      if (known === undefined) index.set(input[side], [input]);
      else known.push(input);
    }
    this.#indexes.set(side, index);
    return index;
  }
}

interface NamedInputs {
  readonly certain: readonly Input[];
  /**
   * A bare id that is a from record of some inputs and a to record of others: one group for each side. A bare number
   * that is a type in several categories: one group for each of them. Ids of both sides: the inputs that have one of each,
   * or, where none has, one group for each side.
   */
  readonly possible: readonly (readonly Input[])[];
}

function inputsNamed(named: Named, open: OpenInputs): NamedInputs {
  switch (named.kind) {
    case 'link':
      return certainly(open.at('fromId', named.fromId).filter(({ toId }) => toId === named.toId));
    case 'type':
      return inputsOfType(named, open.all);
    case 'either':
      return inputsOfEither(named, open);
    case 'record': {
      const from = named.side === 'to' ? [] : open.at('fromId', named.id);
      const to = named.side === 'from' ? [] : open.at('toId', named.id);
      if (from.length === 0 || to.length === 0) return certainly([...from, ...to]);
      return { certain: [], possible: [from, to] };
    }
  }
}

function inputsOfEither({ fromIds, toIds }: Extract<Named, { kind: 'either' }>, open: OpenInputs): NamedInputs {
  const from = [...new Set(fromIds)].flatMap((id) => open.at('fromId', id));
  const to = new Set([...new Set(toIds)].flatMap((id) => open.at('toId', id)));
  const both = from.filter((input) => to.has(input));
  const groups = both.length > 0 ? [both] : [from, [...to]];
  return { certain: [], possible: groups.filter((group) => group.length > 0) };
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
