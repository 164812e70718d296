/** The association types of a pair, as a table and as a document for scripts. */
import type { AssociationDefinition, PairTypes } from '../../core/association-types.ts';
import { definitionName, describeDefinition, isPrimary } from '../../core/association-types.ts';
import { inversesOf } from '../../core/inverse-types.ts';
import type { Colors } from '../screen/colors.ts';
import { oneLine } from '../wording/numbers.ts';
import { renderTable } from '../wording/table.ts';

const LONGEST_LABEL = 60;

/** Both directions, one below the other; for records of one object type, the one there is. */
export function renderLabels(types: PairTypes, colors: Colors): string {
  return directionsOf(types)
    .map((direction) => renderDirection(direction, colors))
    .join('\n');
}

function directionsOf(types: PairTypes): readonly PairTypes[] {
  const { pair, forward, backward } = types;
  if (pair.from === pair.to) return [types];
  return [types, { pair: { from: pair.to, to: pair.from }, forward: backward, backward: forward }];
}

function renderDirection(types: PairTypes, colors: Colors): string {
  const { pair, forward } = types;
  const inverses = inversesOf(types);
  const rows = forward.map((definition) => {
    const inverse = inverses.get(definition) ?? null;
    return [
      definitionName(definition),
      definition.label === null ? '(unlabelled)' : oneLine(definition.label, LONGEST_LABEL),
      inverse === null ? '?' : oneLine(describeDefinition(inverse), LONGEST_LABEL),
      isPrimary(definition) ? 'sets the primary company' : '',
    ];
  });
  const title = colors.bold(`${pair.from} → ${pair.to}`);
  if (rows.length === 0) return `${title}\n  no association types\n`;
  return `${title}\n${renderTable(['TYPE', 'LABEL', 'FROM THE OTHER SIDE', ''], rows, colors)}`;
}

/** The document of `--json`. `isNew` is there when a label was to be made. */
export function labelsDocument(types: PairTypes, more: { readonly isNew?: boolean } = {}): string {
  const directions = directionsOf(types).map((direction) => {
    const inverses = inversesOf(direction);
    return {
      ...direction.pair,
      types: direction.forward.map((definition) => ({
        ...factsOf(definition),
        isUnlabelled: definition.label === null,
        isPrimary: isPrimary(definition),
        inverse: factsOf(inverses.get(definition) ?? null),
      })),
    };
  });
  return `${JSON.stringify({ schemaVersion: 1, ...more, directions }, null, 2)}\n`;
}

function factsOf(
  definition: AssociationDefinition | null,
): Pick<AssociationDefinition, 'category' | 'typeId' | 'label'> | null {
  if (definition === null) return null;
  const { category, typeId, label } = definition;
  return { category, typeId, label };
}
