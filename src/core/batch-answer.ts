/** Reads the bodies of HubSpot's answers: batch writes, batch reads and label lists. Nothing in them is trusted. */
import type { ApiError } from './api-error.ts';
import { readApiError } from './api-error.ts';
import type { AssociationDefinition } from './association-types.ts';
import { asArray, asId, asNumber, asObject, asText } from './json.ts';
import type { AssociationCategory, LinkIds } from './terms.ts';
import { ASSOCIATION_CATEGORIES } from './terms.ts';

/** What one element of a batch write's `results` tells besides its two records. */
export interface ToldOfLink {
  /** HubSpot's object type id of the from record; null where the form has none. */
  readonly fromTypeId: string | null;
  /** The same of the to record. */
  readonly toTypeId: string | null;
  /** The association type that was made, `CATEGORY:id`; null where the form has none. */
  readonly typeName: string | null;
  /** The labels that the pair has now; null where the form has none. */
  readonly labels: readonly string[] | null;
}

/** One element of `results`, of either form. */
export interface ConfirmedLink extends LinkIds, ToldOfLink {}

/** The `results` of a batch write, in HubSpot's order. They may stay in the answer's text until one is asked for. */
export abstract class ConfirmedLinks implements Iterable<ConfirmedLink> {
  abstract readonly length: number;

  /** What the result at an index tells, when it names these two records and in this order; else null. */
  abstract toldOf(index: number, fromId: string, toId: string): ToldOfLink | null;

  /** What each result tells, when it is known already that they are these links, one by one, and alike; else null. */
  toldOfAll(_links: readonly LinkIds[]): ToldOfLink | null {
    return null;
  }

  abstract [Symbol.iterator](): Iterator<ConfirmedLink>;
}

/** Results that were parsed. */
class ParsedLinks extends ConfirmedLinks {
  readonly #all: readonly ConfirmedLink[];

  constructor(all: readonly ConfirmedLink[]) {
    super();
    this.#all = all;
  }

  override get length(): number {
    return this.#all.length;
  }

  override toldOf(index: number, fromId: string, toId: string): ToldOfLink | null {
    const link = this.#all[index];
    return link?.fromId === fromId && link.toId === toId ? link : null;
  }

  override [Symbol.iterator](): Iterator<ConfirmedLink> {
    return this.#all[Symbol.iterator]();
  }
}

/** A batch write's answer. */
export interface BatchAnswer {
  /** `COMPLETE`, `CANCELED`, …; empty when it is missing. */
  readonly status: string;
  readonly confirmed: ConfirmedLinks;
  readonly errors: readonly ApiError[];
}

/** Words for a batch that nothing more will come of; an answer without any word has nothing more to say, either. */
const ENDS: ReadonlySet<string> = new Set(['', 'COMPLETE', 'CANCELED']);
/** "Accepted": the request will be processed later, whatever the body says. */
const ACCEPTED = 202;

/** Whether what an answer leaves out may be done yet: HubSpot says that it has not finished, or uses a word that nobody knows. */
export function mayBeDoneYet({ status }: Pick<BatchAnswer, 'status'>, httpStatus: number): boolean {
  return httpStatus === ACCEPTED || !ENDS.has(status);
}

/** Whether an answer has the form of a batch's. */
export function isBatchAnswer(body: unknown): boolean {
  const results = asObject(body)?.results;
  return Array.isArray(results) || results instanceof ConfirmedLinks;
}

/** The errors of a batch's answer: as HubSpot says it, or the length of `errors` when it does not. Not the number of failed rows. */
export function numErrorsIn(body: unknown): number {
  const { numErrors, errors } = asObject(body) ?? {};
  return asNumber(numErrors) ?? asArray(errors).length;
}

/** Reads a batch write's answer; results that name no pair are left out. */
export function readBatchAnswer(body: unknown): BatchAnswer {
  const fields = asObject(body) ?? {};
  const { results } = fields;
  const errors = asArray(fields.errors).map((error) => readApiError(error));
  const confirmed =
    results instanceof ConfirmedLinks
      ? results
      : new ParsedLinks(
          asArray(results)
            .map(readConfirmedLink)
            .filter((link) => link !== null),
        );
  return { status: asText(fields.status), confirmed, errors };
}

/** One element of `results`, or null when it does not name two records. */
export function readConfirmedLink(value: unknown): ConfirmedLink | null {
  const fields = asObject(value);
  if (fields === null) return null;
  const fromId = asId(fields.fromObjectId) ?? asId(asObject(fields.from)?.id);
  const toId = asId(fields.toObjectId) ?? asId(asObject(fields.to)?.id);
  if (fromId === null || toId === null) return null;
  return {
    fromId,
    toId,
    fromTypeId: asId(fields.fromObjectTypeId),
    toTypeId: asId(fields.toObjectTypeId),
    typeName: readTypeName(asObject(fields.associationSpec)),
    labels: Array.isArray(fields.labels) ? fields.labels.map(asText) : null,
  };
}

function readTypeName(spec: ReturnType<typeof asObject>): string | null {
  const typeId = asNumber(spec?.associationTypeId);
  return typeId === null ? null : `${asText(spec?.associationCategory)}:${typeId}`;
}

/** The association types in the answer of GET labels, in HubSpot's order; entries that are none are left out. */
export function readDefinitions(body: unknown): readonly AssociationDefinition[] {
  const definitions: AssociationDefinition[] = [];
  for (const value of asArray(asObject(body)?.results)) {
    const fields = asObject(value) ?? {};
    const category = readCategory(fields.category);
    const typeId = asNumber(fields.typeId);
    if (category !== null && typeId !== null) {
      definitions.push({ category, typeId, label: asText(fields.label) || null });
    }
  }
  return definitions;
}

function readCategory(value: unknown): AssociationCategory | null {
  return ASSOCIATION_CATEGORIES.find((category) => category === value) ?? null;
}

/** The associations of one record, as one page of a batch read tells them. */
export interface RecordLinks {
  readonly fromId: string;
  readonly links: readonly { readonly toId: string; readonly types: readonly AssociationDefinition[] }[];
  /** Where the next page of this record begins; null on its last page. */
  readonly after: string | null;
}

/** Reads a batch read's answer. */
export function readLinks(body: unknown): readonly RecordLinks[] {
  const records: RecordLinks[] = [];
  for (const value of asArray(asObject(body)?.results)) {
    const fields = asObject(value) ?? {};
    const fromId = asId(asObject(fields.from)?.id);
    if (fromId === null) continue;
    const links = asArray(fields.to).flatMap((entry) => {
      const toId = asId(asObject(entry)?.toObjectId);
      if (toId === null) return [];
      return [{ toId, types: readDefinitions({ results: asObject(entry)?.associationTypes }) }];
    });
    const after = asId(asObject(asObject(fields.paging)?.next)?.after);
    records.push({ fromId, links, after: after === '' ? null : after });
  }
  return records;
}
