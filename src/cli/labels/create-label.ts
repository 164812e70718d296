/** Makes an association label, and believes only what HubSpot lists afterwards. */
import type { PairTypes } from '../../core/association-types.ts';
import { foldLabel } from '../../core/association-types.ts';
import { EXIT, HsAssocError } from '../../core/errors.ts';
import type { NewLabel } from '../../core/label-endpoints.ts';
import { createLabelRequest, internalName } from '../../core/label-endpoints.ts';
import type { ObjectPair } from '../../core/terms.ts';
import { pairName } from '../../core/terms.ts';
import { exchange } from '../../pipeline/exchange.ts';
import { type OpenAccount, throwIfStopped, typesOfPair } from '../account/account-session.ts';

/** What became of the wish for a label. */
export interface CreatedLabel {
  /** The types of the pair now. */
  readonly types: PairTypes;
  /** False when it was there before, and nothing was sent. */
  readonly isNew: boolean;
}

/** Makes the label unless it is there. Throws an `HsAssocError` when HubSpot refuses it. */
export async function createLabel(account: OpenAccount, pair: ObjectPair, wanted: NewLabel): Promise<CreatedLabel> {
  const before = await typesOfPair(account, pair);
  if (hasLabel(before, wanted.label)) return { types: before, isNew: false };
  const end = await exchange(createLabelRequest(account.version, pair, wanted), account.context);
  throwIfStopped(account);
  // Whatever the answer was: an attempt before it may have been applied, and the list tells.
  account.directory.forget(pair);
  const types = await typesOfPair(account, pair);
  if (hasLabel(types, wanted.label)) return { types, isNew: true };
  if (end.kind === 'refused') {
    const { error, httpStatus, correlationId } = end.reply;
    throw new HsAssocError('LABEL_REFUSED', {
      message: `HubSpot refuses the label "${wanted.label}" (${pairName(pair)}): ${error.message || end.reply.code} [HTTP ${httpStatus}, correlation id ${correlationId}]`,
      hint: `Its internal name would be ${wanted.name ?? internalName(wanted.label)}; another one: --name NAME. HubSpot takes 10 labels for each pair of object types, more with some subscriptions.`,
      exitCode: EXIT.rowsNeedAHand,
    });
  }
  throw new HsAssocError('LABEL_NOT_CONFIRMED', {
    message: `HubSpot does not list the label "${wanted.label}" (${pairName(pair)}) after it was asked to make it`,
    hint: `look again: hs-assoc labels ${pair.from} ${pair.to}`,
    exitCode: EXIT.resumable,
  });
}

function hasLabel({ forward }: PairTypes, label: string): boolean {
  return forward.some((definition) => definition.label !== null && foldLabel(definition.label) === foldLabel(label));
}
