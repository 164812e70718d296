/**
 * Counts what the account and the file hold together, row after row, and tells the rows that a limit has no room for.
 * A row that breaks one limit is never sent, so it takes no place under any other.
 */
import type { PairTypes } from './association-types.ts';
import { definitionName } from './association-types.ts';
import { inversesOf } from './inverse-types.ts';
import type { ObjectPair, Row, TypeSet } from './terms.ts';
import { pairName } from './terms.ts';
import { typeName } from './type-sets.ts';

/** How many records one record may have, seen from its side. */
export interface LimitRule {
  /** From the limited record to its neighbours. */
  readonly pair: ObjectPair;
  /** `CATEGORY:id`; null: whatever the type. */
  readonly type: string | null;
  readonly label: string | null;
  readonly max: number;
  /** Where HubSpot names the records that are near the limit: those; null where any record may be. */
  readonly nearIds: ReadonlySet<string> | null;
}

/** From this share of a limit on HubSpot counts a record as near it. Source: HubSpot's knowledge base, record limits. */
const NEAR_SHARE = 0.8;

/** Whether a record with so many rows in the file can reach the limit at all. */
export function mayReach({ max, nearIds }: LimitRule, recordId: string, rowCount: number): boolean {
  return nearIds === null || nearIds.has(recordId) || rowCount > max * (1 - NEAR_SHARE);
}

/** A row that a limit has no room for. */
export interface LimitBreak {
  readonly rule: LimitRule;
  readonly recordId: string;
  /** Records that it has in the account. */
  readonly inAccount: number;
  /** Numbers of the rows that take places before this one; the first few. */
  readonly rows: readonly number[];
  readonly rowCount: number;
}

/** One record under one rule, and the neighbour that a row would give it. */
export interface LimitUse {
  readonly rule: LimitRule;
  readonly recordId: string;
  readonly otherId: string;
}

const ROWS_NAMED = 5;

interface Places {
  readonly taken: Set<string>;
  inAccount: number;
  readonly rows: number[];
  rowCount: number;
}

/** The rules of a pair of object types: those that limit its from records, and those that limit its to records. */
export class PairRules {
  readonly from: readonly LimitRule[];
  readonly to: readonly LimitRule[];
  readonly #types: PairTypes;
  /** What rows that ask for these types meet, by the key of the types: worked out once, since files have many rows. */
  readonly #met = new Map<string, Pick<PairRules, 'from' | 'to'>>();

  constructor(types: PairTypes, { from, to }: Pick<PairRules, 'from' | 'to'>) {
    this.#types = types;
    this.from = from;
    this.to = to;
  }

  /** The uses that a row makes of the rules. */
  usesOf({ types, fromId, toId }: Row): readonly LimitUse[] {
    const met = this.#met.get(types.key) ?? this.#rulesFor(types);
    this.#met.set(types.key, met);
    return [
      ...met.from.map((rule) => ({ rule, recordId: fromId, otherId: toId })),
      ...met.to.map((rule) => ({ rule, recordId: toId, otherId: fromId })),
    ];
  }

  /** The unlabelled type stands beside every label. */
  #rulesFor({ types }: TypeSet): Pick<PairRules, 'from' | 'to'> {
    const wanted = new Set(types.map(typeName));
    const asked = this.#types.forward.filter(
      (definition) =>
        wanted.has(definitionName(definition)) ||
        (definition.label === null && definition.category === 'HUBSPOT_DEFINED'),
    );
    const inverses = inversesOf(this.#types);
    const there = new Set(asked.map(definitionName));
    const back = new Set(
      asked.flatMap((definition) => {
        const inverse = inverses.get(definition) ?? null;
        return inverse === null ? [] : [definitionName(inverse)];
      }),
    );
    return {
      from: this.from.filter(({ type }) => type === null || there.has(type)),
      to: this.to.filter(({ type }) => type === null || back.has(type)),
    };
  }
}

/** Places taken under every rule. */
export class LimitLedger {
  readonly #byName = new Map<string, Map<string, Places>>();
  readonly #byRule = new Map<LimitRule, Map<string, Places>>();

  /** Notes a neighbour that a record has in the account. */
  hold({ rule, recordId, otherId }: LimitUse): void {
    const places = this.#placesOf(rule, recordId);
    if (!places.taken.has(otherId)) places.inAccount += 1;
    places.taken.add(otherId);
  }

  /** Takes the places that a row needs; when one is not free, takes none and tells which. */
  take(row: number, uses: readonly LimitUse[]): LimitBreak | null {
    const news = uses.filter(({ rule, recordId, otherId }) => !this.#placesOf(rule, recordId).taken.has(otherId));
    for (const { rule, recordId } of news) {
      const { taken, inAccount, rows, rowCount } = this.#placesOf(rule, recordId);
      if (taken.size >= rule.max) return { rule, recordId, inAccount, rows: [...rows], rowCount };
    }
    for (const { rule, recordId, otherId } of news) {
      const places = this.#placesOf(rule, recordId);
      places.taken.add(otherId);
      places.rowCount += 1;
      if (places.rows.length < ROWS_NAMED) places.rows.push(row);
    }
    return null;
  }

  #placesOf(rule: LimitRule, recordId: string): Places {
    const records = this.#recordsUnder(rule);
    const known = records.get(recordId);
    if (known !== undefined) return known;
    const fresh = { taken: new Set<string>(), inAccount: 0, rows: [], rowCount: 0 };
    records.set(recordId, fresh);
    return fresh;
  }

  /** Rows of both directions of a pair meet the same rule, told to each of them by an object of its own. */
  #recordsUnder(rule: LimitRule): Map<string, Places> {
    const known = this.#byRule.get(rule);
    if (known !== undefined) return known;
    const name = `${pairName(rule.pair)} ${rule.type ?? ''}`;
    const records = this.#byName.get(name) ?? new Map<string, Places>();
    this.#byName.set(name, records);
    this.#byRule.set(rule, records);
    return records;
  }
}
