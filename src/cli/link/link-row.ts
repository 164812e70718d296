/** Two records and a type on a command line, judged as a row of a file would be. */
import type { PairTypes } from '../../core/association-types.ts';
import { HsAssocError } from '../../core/errors.ts';
import { RowReader } from '../../core/rows.ts';
import type { ObjectPair, Row } from '../../core/terms.ts';
import { type AccountCall, checkWords, readPair } from '../account/account-options.ts';
import { distance } from '../text-distance.ts';
import { describeProblems } from '../wording/row-problems.ts';

/** The commands for one association. */
export type LinkCommand = 'link' | 'unlink';

/** What the command line names. */
export interface LinkWords {
  readonly command: LinkCommand;
  readonly pair: ObjectPair;
  readonly fromId: string;
  readonly toId: string;
  /** Null when none was given. */
  readonly type: string | null;
}

/** Reads the words behind `link` or `unlink`; problems are kept in the reader. */
export function readLinkWords(call: AccountCall, command: LinkCommand): LinkWords {
  checkWords(call, ['from', 'fromId', 'to', 'toId'], `hs-assoc ${command} contacts 101 companies 202`);
  const [from, fromId = '', to, toId = ''] = call.positionals;
  return { command, pair: readPair(call.reader, from, to), fromId, toId, type: call.reader.text('type') };
}

/** The row that the words stand for. Throws an `HsAssocError` (exit 2) for ids and types that no row may have. */
export function readLinkRow({ command, pair, fromId, toId, type }: LinkWords, types: PairTypes): Row {
  const reader = new RowReader({
    header: ['<fromId>', '<toId>', '--type'],
    columns: { from: 0, to: 1, type: 2, fromType: null, toType: null },
    defaults: { fromType: pair.from, toType: pair.to, type: null },
    typesOf: () => types,
    describe: (problems) => describeProblems(problems, (name) => name),
    distance,
  });
  const row = reader.read([fromId, toId, type ?? ''], 1);
  if (row.outcome === null) return row;
  const { code, message } = row.outcome;
  const hint = code.startsWith('ID_')
    ? `hs-assoc ${command} ${pair.from} 101 ${pair.to} 202`
    : `see the types there are: hs-assoc labels ${pair.from} ${pair.to}`;
  throw new HsAssocError(code, { message, hint });
}
