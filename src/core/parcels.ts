/**
 * How a refused request is narrowed down, as a small state machine without I/O.
 *
 * A parcel is a set of inputs of one batch that still needs an answer. It starts `whole`. When HubSpot refuses a
 * request without naming anything, its inputs become the `suspects` of a search: half of them is sent; a refusal says
 * that this half holds a culprit, an acceptance that the other half does. What is not under suspicion is `deferred` and
 * travels together once the culprit is found, so one culprit among 2,000 costs 11 requests, and one for all the others.
 */
import type { Input } from './terms.ts';

/** Inputs that need an answer. */
export type Parcel =
  | { readonly kind: 'whole'; readonly inputs: readonly Input[]; readonly sends: number }
  | { readonly kind: 'search'; readonly suspects: readonly Input[]; readonly deferred: readonly Input[] };

/** A parcel that is sent as it is, for the `sends`th time since an answer mentioned its inputs. */
export function wholeParcel(inputs: readonly Input[], sends = 1): Parcel {
  return { kind: 'whole', inputs, sends };
}

/** The inputs of a parcel that travel in its next request. */
export function inputsToSend(parcel: Parcel): readonly Input[] {
  if (parcel.kind === 'whole') return parcel.inputs;
  return parcel.suspects.slice(0, Math.ceil(parcel.suspects.length / 2));
}

/** All inputs of a parcel. */
export function inputsOf(parcel: Parcel): readonly Input[] {
  return parcel.kind === 'whole' ? parcel.inputs : [...parcel.suspects, ...parcel.deferred];
}

/** The inputs of a parcel that do not travel in its next request. */
function inputsHeldBack(parcel: Parcel): readonly Input[] {
  return inputsOf(parcel).slice(inputsToSend(parcel).length);
}

/** What is left to do when the sent inputs were answered one by one: with a search, its other half holds the culprit. */
export function afterAnswer(parcel: Parcel): readonly Parcel[] {
  if (parcel.kind === 'whole') return [];
  const suspects = parcel.suspects.slice(inputsToSend(parcel).length);
  if (suspects.length === 0) return wholeUnlessEmpty(parcel.deferred);
  return [{ kind: 'search', suspects, deferred: parcel.deferred }];
}

/** What is left to do when the sent inputs, more than one, were refused and nothing was named. */
export function afterSilentRefusal(parcel: Parcel): readonly Parcel[] {
  return suspect(parcel, inputsToSend(parcel));
}

/** The search goes on among `suspects`, which are some of the inputs that were sent. */
export function suspect(parcel: Parcel, suspects: readonly Input[]): readonly Parcel[] {
  return suspects.length === 0 ? heldBack(parcel) : [{ kind: 'search', suspects, deferred: inputsHeldBack(parcel) }];
}

/** What is left to do when of the sent inputs some were settled and `rest` was not: all that is open travels together. */
export function afterNamedRefusal(parcel: Parcel, rest: readonly Input[]): readonly Parcel[] {
  return wholeUnlessEmpty([...rest, ...inputsHeldBack(parcel)]);
}

/** The two halves of the inputs that were sent, and what was held back. */
export function halves(parcel: Parcel): readonly Parcel[] {
  const sent = inputsToSend(parcel);
  const middle = Math.ceil(sent.length / 2);
  return [sent.slice(0, middle), sent.slice(middle), inputsHeldBack(parcel)].flatMap((inputs) =>
    wholeUnlessEmpty(inputs),
  );
}

/** What was held back, when the sent inputs are settled. */
export function heldBack(parcel: Parcel): readonly Parcel[] {
  return wholeUnlessEmpty(inputsHeldBack(parcel));
}

function wholeUnlessEmpty(inputs: readonly Input[]): readonly Parcel[] {
  return inputs.length === 0 ? [] : [wholeParcel(inputs)];
}
