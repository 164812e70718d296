/**
 * `import --create-labels`: before the first write, the whole file is looked through for labels that it asks for and the
 * account lacks. They are named with their rows, made when somebody agrees, and in a dry run only named.
 */
import type { PairTypes } from '../../core/association-types.ts';
import { labelsMissingIn } from '../../core/association-types.ts';
import { HsAssocError } from '../../core/errors.ts';
import { internalName } from '../../core/label-endpoints.ts';
import { RowReader, type RowReaderOptions } from '../../core/rows.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { ObjectPair } from '../../core/terms.ts';
import { pairName } from '../../core/terms.ts';
import { trimUnseen } from '../../core/trim-unseen.ts';
import type { OpenAccount } from '../account/account-session.ts';
import { declined } from '../account/confirm.ts';
import type { ImportFile } from '../import/import-file.ts';
import { nearest as nearLabel } from '../text-distance.ts';
import { wordsForMissingLabels } from '../wording/labels.ts';
import { createLabel } from './create-label.ts';

/** A label that the file needs and the account lacks. */
export interface MissingLabel {
  readonly pair: ObjectPair;
  readonly label: string;
  readonly rows: number;
  readonly firstRow: number;
  /** A label that there is and that may have been meant. */
  readonly nearest: string | null;
}

/** What the labels are made with. */
export interface LabelMaking {
  readonly account: OpenAccount;
  readonly readerOptions: RowReaderOptions;
  readonly isDryRun: boolean;
  readonly notice: (text: string) => void;
  /** Whether to go on; rejects with an `HsAssocError` when nobody can be asked. */
  readonly confirm: (question: string, what: string) => Promise<boolean>;
}

const WHEN_DECLINED =
  'No label was made, and no row was sent. Correct the labels in the file, or leave --create-labels out:\nrows whose label the account lacks are then invalid, and stand in failed.csv.';

/** Labels made for one file at most: more look like a column that holds no labels at all. */
const MOST_LABELS = 50;

/** Makes what is missing, and returns it; in a dry run it only returns it. Throws an `HsAssocError` (exit 2) when the answer is no, or a label cannot be made. */
export async function createMissingLabels(file: ImportFile, making: LabelMaking): Promise<readonly MissingLabel[]> {
  const { account, isDryRun, notice } = making;
  const missing = await findMissingLabels(file, making);
  if (missing.length === 0 || account.context.stopper.stopped) return [];
  if (missing.length > MOST_LABELS) {
    throw new HsAssocError('LABELS_TOO_MANY', {
      message: `the file asks for more than ${MOST_LABELS} labels that the account does not have, among them "${missing[0]?.label}"`,
      hint: 'see whether the type column is the right one (--map type=COLUMN)',
    });
  }
  notice(wordsForMissingLabels(missing, { isDryRun }));
  if (isDryRun) return missing;
  if (!(await making.confirm('Make them?', 'Making labels'))) throw declined(WHEN_DECLINED);
  for (const { pair, label } of missing) {
    if (!(await isMade(account, pair, label))) return [];
    notice(`made the label "${label}" (${pairName(pair)})`);
  }
  return missing;
}

/** False when the run is stopped: whatever stops an import stands in its summary, and can be resumed. */
async function isMade(account: OpenAccount, pair: ObjectPair, label: string): Promise<boolean> {
  const { stopper } = account.context;
  try {
    await createLabel(account, pair, { label, inverse: null, name: null });
  } catch (thrown) {
    if (stopper.stopped) return false;
    if (!(thrown instanceof HsAssocError)) throw thrown;
    const { code, message } = thrown;
    if (code === 'LABEL_REFUSED') {
      const name = `${internalName(label)}_2`;
      const words = [pair.from, pair.to, '--label', label, '--name', name].map(shellWord).join(' ');
      const hint = `Make it by hand, with an internal name that is free, and import the file again:\nhs-assoc labels create ${words}`;
      throw new HsAssocError(code, { message: `${message}\nNo row was sent.`, hint, cause: thrown });
    }
    if (code !== 'LABEL_NOT_CONFIRMED') throw thrown;
    stopper.stop({ kind: 'notConfirmed', message });
  }
  return !stopper.stopped;
}

async function findMissingLabels(
  { csv, columns, defaults }: ImportFile,
  making: LabelMaking,
): Promise<readonly MissingLabel[]> {
  const { readerOptions, account } = making;
  // A reader of its own: readers remember what they made of a cell.
  const reader = new RowReader(readerOptions);
  const found = new Map<string, MissingLabel & { rows: number }>();
  for await (const { records, firstNumber } of csv.blocks()) {
    for (const pair of reader.pairsIn(records)) if ((await account.directory.load(pair)) === null) return [];
    for (const [index, record] of records.entries()) {
      const row = reader.read(record, firstNumber + index);
      // A row that is wrong in other ways as well is never sent: nothing is made for it.
      if (row.outcome?.code !== 'LABEL_UNKNOWN') continue;
      const pair = { from: row.fromType, to: row.toType };
      const own = columns.type === null ? '' : (record[columns.type] ?? '');
      const cell = trimUnseen(own) === '' ? (defaults.type ?? '') : own;
      for (const { text, nearest } of labelsMissingIn(
        cell,
        account.directory.knownTypesOf(pair),
        readerOptions.distance,
      )) {
        const key = `${pairName(pair)} ${text.toLowerCase()}`;
        const known = found.get(key);
        if (known !== undefined) known.rows += 1;
        else if (found.size <= MOST_LABELS)
          found.set(key, { pair, label: text, rows: 1, firstRow: row.number, nearest: nearLabel(text, nearest) });
      }
    }
  }
  return [...found.values()];
}

/** The types of a pair as they will be when the labels are made: what a dry run judges rows by. Their id is 0 until then. */
export function withLabels(types: PairTypes, labels: readonly MissingLabel[]): PairTypes {
  const own = labels.filter(({ pair }) => pairName(pair) === pairName(types.pair));
  if (own.length === 0) return types;
  const made = own.map(({ label }) => ({ category: 'USER_DEFINED' as const, typeId: 0, label }));
  return { ...types, forward: [...types.forward, ...made] };
}
