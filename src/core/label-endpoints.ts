/** HubSpot's call that makes an association label. */
import type { ApiVersion, HubSpotRequest } from './endpoints.ts';
import { labelsRequest } from './endpoints.ts';
import type { ObjectPair } from './terms.ts';

/** A label to make. */
export interface NewLabel {
  readonly label: string;
  /** The text in the other direction; null for a label with one text for both. */
  readonly inverse: string | null;
  /** HubSpot's internal name; null: made from the label. */
  readonly name: string | null;
}

/** Endpoint I: makes a label. Sent twice, HubSpot refuses the second: it has the name already. */
export function createLabelRequest(version: ApiVersion, pair: ObjectPair, wanted: NewLabel): HubSpotRequest {
  const { label, inverse } = wanted;
  const name = wanted.name ?? internalName(label);
  const body = JSON.stringify({ label, name, ...(inverse === null ? {} : { inverseLabel: inverse }) });
  return { method: 'POST', path: labelsRequest(version, pair).path, body, purpose: 'write' };
}

const LONGEST_NAME = 60;

/** `Geschäftsführer (DE)` → `geschaftsfuhrer_de`; a label without any Latin letter or digit gets the codes of its letters. */
export function internalName(label: string): string {
  const plain = label
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  const name = plain
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, LONGEST_NAME);
  if (/[a-z]/.test(name)) return name;
  const codes = [...label.trim()].map((letter) => letter.codePointAt(0)?.toString(16) ?? '').join('_');
  return `label_${codes}`.slice(0, LONGEST_NAME);
}
