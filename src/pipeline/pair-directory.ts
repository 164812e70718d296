/** The association types of each object pair, fetched from HubSpot once. */
import type { AssociationDefinition, PairTypes } from '../core/association-types.ts';
import { readDefinitions } from '../core/batch-answer.ts';
import type { ApiVersion } from '../core/endpoints.ts';
import { labelsRequest } from '../core/endpoints.ts';
import { EXIT, HsAssocError } from '../core/errors.ts';
import type { Refused } from '../core/replies.ts';
import type { ObjectPair } from '../core/terms.ts';
import { pairName } from '../core/terms.ts';
import type { ExchangeContext } from './exchange.ts';
import { exchange } from './exchange.ts';

/** What HubSpot says of a pair: its types, or a refusal, which means that it knows no such pair. */
export type PairEntry =
  | { readonly kind: 'known'; readonly types: PairTypes }
  | { readonly kind: 'refused'; readonly reply: Refused };

/** What HubSpot says of one direction of a pair. */
type Told =
  | { readonly kind: 'known'; readonly definitions: readonly AssociationDefinition[] }
  | { readonly kind: 'refused'; readonly reply: Refused };

/** Remembers what HubSpot says of each pair, for one run. */
export class PairDirectory {
  readonly #context: ExchangeContext;
  readonly #version: ApiVersion;
  readonly #bothDirections: boolean;
  readonly #entries = new Map<string, PairEntry>();
  /** What was asked of each direction: a file may name a pair both ways. */
  readonly #asked = new Map<string, Promise<Told | null>>();

  /** `bothDirections`: whether rows carry types, which may turn out to belong to the other direction. */
  constructor(context: ExchangeContext, options: { readonly version: ApiVersion; readonly bothDirections: boolean }) {
    this.#context = context;
    this.#version = options.version;
    this.#bothDirections = options.bothDirections;
  }

  /** Asks HubSpot unless it was asked before. Null when the run was stopped before there was an answer. */
  async load(pair: ObjectPair): Promise<PairEntry | null> {
    const known = this.#entries.get(pairName(pair));
    if (known !== undefined) return known;
    // Both at once: a run waits for them before anything else can happen.
    const [forward, backward] = await Promise.all([this.#ask(pair), this.#askBackward(pair)]);
    if (forward === null || backward === null) return null;
    if (forward.kind === 'refused') return this.#remember(pair, forward);
    // The other direction only helps to word a message, so a refusal of it is no more than silence.
    const back = backward.kind === 'refused' ? [] : backward.definitions;
    return this.#remember(pair, { kind: 'known', types: { pair, forward: forward.definitions, backward: back } });
  }

  /** Forgets a pair in both directions: its types have changed. */
  forget({ from, to }: ObjectPair): void {
    for (const name of [pairName({ from, to }), pairName({ from: to, to: from })]) {
      this.#entries.delete(name);
      this.#asked.delete(name);
    }
  }

  /** Whether HubSpot has answered for the pair. */
  isLoaded(pair: ObjectPair): boolean {
    return this.#entries.has(pairName(pair));
  }

  /** The types of a pair that was loaded, or null when HubSpot refused it. */
  typesOf(pair: ObjectPair): PairTypes | null {
    const entry = this.#entries.get(pairName(pair));
    if (entry === undefined) {
      const message = `the association types of ${pairName(pair)} were used before they were loaded`;
      throw new HsAssocError('PAIR_NOT_LOADED', { message, exitCode: EXIT.accounting });
    }
    return entry.kind === 'known' ? entry.types : null;
  }

  /** The types of a pair of which rows are being delivered, so that it is known to HubSpot. */
  readonly knownTypesOf = (pair: ObjectPair): PairTypes => this.typesOf(pair) ?? { pair, forward: [], backward: [] };

  #remember(pair: ObjectPair, entry: PairEntry): PairEntry {
    this.#entries.set(pairName(pair), entry);
    return entry;
  }

  async #askBackward({ from, to }: ObjectPair): Promise<Told | null> {
    return this.#bothDirections ? this.#ask({ from: to, to: from }) : { kind: 'known', definitions: [] };
  }

  #ask(pair: ObjectPair): Promise<Told | null> {
    const asked = this.#asked.get(pairName(pair)) ?? this.#fetch(pair);
    this.#asked.set(pairName(pair), asked);
    return asked;
  }

  async #fetch(pair: ObjectPair): Promise<Told | null> {
    const end = await exchange(labelsRequest(this.#version, pair), this.#context);
    switch (end.kind) {
      case 'answered':
        return { kind: 'known', definitions: readDefinitions(end.reply.body) };
      case 'refused':
        return { kind: 'refused', reply: end.reply };
      case 'givenUp': {
        const { code, message } = end.reply;
        this.#context.stopper.stop({ kind: 'outage', code, message });
        return null;
      }
      case 'stopped':
        return null;
    }
  }
}
