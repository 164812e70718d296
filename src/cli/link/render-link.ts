/** What became of one association, and what HubSpot holds for the two records now, from both sides. */
import type { AssociationDefinition } from '../../core/association-types.ts';
import { describeDefinition } from '../../core/association-types.ts';
import type { LinkEnds } from '../../core/link-endpoints.ts';
import { messageOf } from '../../core/outcomes.ts';
import type { Outcome } from '../../core/terms.ts';
import type { HeldOrUntold } from '../../pipeline/single-link.ts';
import type { Colors } from '../screen/colors.ts';
import { oneLine } from '../wording/numbers.ts';
import { wordsForCode } from '../wording/outcomes.ts';

/** What there is to tell. */
export interface LinkReport {
  readonly ends: LinkEnds;
  /** `created`, `exists`, `removed`, `absent`, `rejected`, …: the word for the one row. */
  readonly word: string;
  readonly outcome: Outcome;
  /** `CATEGORY:id` joined with `;`. */
  readonly types: string;
  /** What the two records have now, from the first and from the second; null when HubSpot did not tell. */
  readonly there: HeldOrUntold;
  readonly back: HeldOrUntold;
}

const LONGEST_MESSAGE = 400;

/** The report as lines. */
export function renderLink(report: LinkReport, colors: Colors): string {
  const { ends, word, outcome, there, back, types } = report;
  const isGood = ['created', 'exists', 'removed', 'absent'].includes(word);
  const message = messageOf(outcome, wordsForCode);
  const why = [outcome.code, oneLine(message, LONGEST_MESSAGE)].filter((text) => text !== '').join(': ');
  const trace =
    outcome.correlationId === '' || isGood
      ? ''
      : ` [HTTP ${outcome.httpStatus ?? 'none'}, correlation id ${outcome.correlationId}]`;
  const head = `${(isGood ? colors.green : colors.red)(colors.bold(word.replace('_', ' ')))}  ${types === '' ? 'default association' : types}`;
  return [
    head,
    ...(why === '' || isGood ? [] : [`  ${why}${trace}`]),
    `  ${nameOf(ends)}: ${describeHeld(there)}`,
    `  ${nameOf(turned(ends))}: ${describeHeld(back)}`,
    '',
  ].join('\n');
}

/** The report as the document of `--json`. */
export function linkDocument({ ends, word, outcome, types, there, back }: LinkReport): string {
  const { code, message, httpStatus, correlationId, attempts } = outcome;
  const { pair, fromId, toId } = ends;
  const [from, to] = [
    { type: pair.from, id: fromId },
    { type: pair.to, id: toId },
  ];
  const directions = [
    { from, to, types: there },
    { from: to, to: from, types: back },
  ];
  const facts = { status: word, code, message, httpStatus, correlationId, attempts };
  return `${JSON.stringify({ schemaVersion: 1, ...facts, types, directions }, null, 2)}\n`;
}

/** `contacts 101 → companies 202`. */
export function nameOf({ pair, fromId, toId }: LinkEnds): string {
  return `${pair.from} ${fromId} → ${pair.to} ${toId}`;
}

/** The same two records from the other side. */
export function turned({ pair, fromId, toId }: LinkEnds): LinkEnds {
  return { pair: { from: pair.to, to: pair.from }, fromId: toId, toId: fromId };
}

/** The types of two records in words. */
export function describeHeld(held: HeldOrUntold): string {
  if (held === null) return 'HubSpot did not tell';
  return held.length === 0 ? 'not associated' : held.map(describeOne).join(', ');
}

function describeOne(definition: AssociationDefinition): string {
  return definition.label === null ? `${describeDefinition(definition)} (unlabelled)` : describeDefinition(definition);
}
