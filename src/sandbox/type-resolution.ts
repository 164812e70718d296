/** Which association types a request means, and HubSpot's refusals of those that do not fit the pair it names. */
import type { Account, Exchange } from './account.ts';
import { type AssociationType, categories } from './association-types.ts';
import { malformed, type ObjectPair, type PairInput, type TypeSpec } from './inputs.ts';
import { invalid, isRefusal, type Refusal } from './replies.ts';

const knownCategories: readonly string[] = categories;

/** Resolves the types of inputs, each combination once per request. */
export class TypeResolver {
  readonly #account: Account;
  readonly #pair: ObjectPair;
  readonly #resolved = new Map<string, readonly AssociationType[] | Refusal>();

  constructor(exchange: Exchange, pair: ObjectPair) {
    this.#account = exchange.account;
    this.#pair = pair;
  }

  /** The types of an input in the order it names them, or why they are refused. */
  resolve(input: PairInput): readonly AssociationType[] | Refusal {
    const { maxTypesPerInput } = this.#account.switches;
    if (maxTypesPerInput !== null && input.types.length > maxTypesPerInput) {
      return invalid(`An input has ${input.types.length} types, the maximum is ${maxTypesPerInput}`);
    }
    let key = '';
    for (const spec of input.types) key += `${spec.category}:${spec.typeId};`;
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    const types = this.#resolveAll(input);
    // What names the records of one input must not be answered for another.
    if (!isRefusal(types)) this.#resolved.set(key, types);
    return types;
  }

  #resolveAll(input: PairInput): readonly AssociationType[] | Refusal {
    if (input.types.length === 0) return malformed('Some required fields were not set: [types]');
    const types: AssociationType[] = [];
    for (const spec of input.types) {
      const type = this.#resolveOne(spec, input);
      if (isRefusal(type)) return type;
      types.push(type);
    }
    return types;
  }

  #resolveOne(spec: TypeSpec, input: PairInput): AssociationType | Refusal {
    const { from, to } = this.#pair;
    if (!knownCategories.includes(spec.category)) {
      return malformed(`Cannot deserialize value of type \`AssociationCategory\` from String "${spec.category}"`);
    }
    const candidates = this.#account.types.named(spec.category, spec.typeId);
    const fitting = candidates.find((type) => type.from === from.id && type.to === to.id);
    if (fitting !== undefined) return fitting;
    const reversed = candidates.find((type) => type.from === to.id && type.to === from.id);
    if (reversed !== undefined) return wrongDirection(from.id, reversed.from);
    const [foreign] = candidates;
    if (foreign === undefined) return this.#wrongType(spec);
    switch (this.#account.switches.foreignTypes) {
      case 'type':
        return this.#wrongType(spec);
      case 'records':
        return this.#wrongRecord(foreign, input.fromId);
      case 'linked':
        return foreign;
    }
  }

  #wrongType(spec: TypeSpec): Refusal {
    const { from, to } = this.#pair;
    if (this.#account.switches.typeErrors === 'associationSpec') {
      const associationSpec = `${spec.category}=${spec.typeId}`;
      const texts = [`${associationSpec} is not a valid association definition id`];
      const context = { associationSpec: [associationSpec], INVALID_ASSOCIATION_TYPE_ID: texts };
      return invalid('One or more associations are invalid', { context });
    }
    const text = `${spec.category.toLowerCase()} association type ${spec.typeId}`;
    return invalid(`${text} is not a valid association type between ${from.singular} and ${to.singular}`, {
      subCategory: 'crm.associations.INVALID_ASSOCIATION_TYPE',
      context: { type: [String(spec.typeId)], fromObjectType: [from.id], toObjectType: [to.id] },
    });
  }

  /** The type decides the object types, so the id is looked up among records of the wrong kind: hubspot-api-nodejs issue 646. */
  #wrongRecord(foreign: AssociationType, fromId: string): Refusal {
    const name = (this.#account.findObjectType(foreign.from)?.singular ?? foreign.from).toUpperCase();
    return invalid('One or more associations are invalid', {
      context: { INVALID_OBJECT_IDS: [`${name}=${fromId} is not valid`], objectId: [fromId], objectType: [name] },
    });
  }
}

function wrongDirection(given: string, expected: string): Refusal {
  return invalid(`invalid from object type ${given} for associations to be created. expected: ${expected}`);
}
