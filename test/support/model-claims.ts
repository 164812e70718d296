/** What must hold between the report of a run and the sandbox's store, as a list of the claims that do not. */
import { EXIT } from '../../src/core/errors.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import type { ModelCase } from './model-case.ts';
import type { Excuse } from './model-faults.ts';
import type { Observed, ResultLine } from './model-run.ts';
import type { FileShape, Meaning, ValidMeaning } from './model-universe.ts';
import { headerOf, INVALID_IDS, MISSING_FOR_ONE_TYPE, MISSING_IDS, meaningOf } from './model-universe.ts';

/** A row of the file with everything that can be known of it without HubSpot. */
export interface ModelRow {
  readonly number: number;
  readonly fields: readonly string[];
  readonly meaning: Meaning;
  /** Rows of one batch and one pair of records, this one included, in the file's order; empty for an invalid row. */
  readonly sharers: readonly ModelRow[];
  /** The rows of its batch by pair of records; null for an invalid row. */
  readonly batch: ReadonlyMap<string, readonly ModelRow[]> | null;
}

/** The rows of a file, grouped as batches group them: one open batch for each pair and endpoint. */
export function rowsOf(records: readonly (readonly string[])[], shape: FileShape, batchSize: number): ModelRow[] {
  const open = new Map<string, Map<string, ModelRow[]>>();
  return records.map((fields, index) => {
    const meaning = meaningOf(fields, shape);
    if (meaning.kind === 'invalid') return { number: index + 1, fields, meaning, sharers: [], batch: null };
    const key = `${meaning.pair.from}>${meaning.pair.to} ${meaning.names.length === 0}`;
    const batch = open.get(key) ?? new Map<string, ModelRow[]>();
    open.set(key, batch);
    const link = `${meaning.fromId}>${meaning.toId}`;
    const sharers = batch.get(link) ?? [];
    batch.set(link, sharers);
    const row = { number: index + 1, fields, meaning, sharers, batch };
    sharers.push(row);
    if (batch.size === batchSize) open.delete(key);
    return row;
  });
}

/** An association in the store, seen from one of its records. */
interface Held {
  readonly from: { readonly objectTypeId: string; readonly id: string };
  readonly to: { readonly objectTypeId: string; readonly id: string };
  readonly types: readonly { readonly index: number; readonly inverseIndex: number }[];
}

/** What a run is judged by. */
export interface Evidence {
  readonly modelCase: ModelCase;
  readonly rows: readonly ModelRow[];
  readonly observed: Observed;
  readonly sandbox: Sandbox;
  /** What the store held before. */
  readonly before: readonly Held[];
  readonly isStopped: boolean;
  /** Of the faults that struck. */
  readonly excuses: ReadonlySet<Excuse>;
}

/** What the store holds now. */
export function holdings(sandbox: Sandbox): readonly Held[] {
  return [...sandbox.store.all()];
}

/** The claims that do not hold. */
export function brokenClaims(evidence: Evidence): readonly string[] {
  const { observed, excuses } = evidence;
  if (observed.kind === 'thrown') {
    const held = JSON.stringify(holdings(evidence.sandbox)) === JSON.stringify(evidence.before);
    const { error } = observed;
    const isExcused = 'exitCode' in error && error.exitCode === EXIT.usage && excuses.has('refusing');
    return [
      ...(isExcused ? [] : [`the run threw: ${error.stack}`]),
      ...(held ? [] : ['the run threw, but something was written']),
    ];
  }
  const claims: string[] = [];
  const claim = (holds: boolean, text: string): void => {
    if (!holds) claims.push(text);
  };
  claimOrder(evidence, observed.results, claim);
  claimWords(evidence, observed.results, claim);
  claimPresence(evidence, observed.results, claim);
  claimNothingUnexplained(evidence, observed.results, claim);
  claimFailedFile(evidence, observed, claim);
  claimSummary(evidence, observed, claim);
  return claims;
}

type Claim = (holds: boolean, text: string) => void;
type Over = Extract<Observed, { kind: 'over' }>;

const SUCCESSES = new Set(['created', 'exists', 'duplicate']);

function claimOrder({ rows, observed }: Evidence, results: readonly ResultLine[], claim: Claim): void {
  const isWhole = observed.kind === 'over' && observed.summary.status === 'finished';
  claim(!isWhole || results.length === rows.length, `${results.length} of ${rows.length} rows are reported`);
  claim(results.length <= rows.length, `${results.length} rows are reported, there are ${rows.length}`);
  results.forEach((line, index) => {
    claim(line.row === String(index + 1), `line ${index + 1} of results.csv is row ${line.row}`);
    const { meaning } = rows[index] ?? {};
    if (meaning?.kind !== 'valid') return;
    const told = [line.from_type, line.from_id, line.to_type, line.to_id].join(' ');
    const meant = [meaning.pair.from, meaning.fromId, meaning.pair.to, meaning.toId].join(' ');
    claim(told === meant, `row ${line.row} is told as ${told}, but means ${meant}`);
    // A row that shares its input with others is told with everything that was sent for their pair.
    const types = line.types === '' ? [] : (line.types ?? '').split(';');
    const isTold = meaning.names.every((name) => types.includes(name));
    claim(isTold, `row ${line.row} is told as ${line.types}, but asks for ${meaning.names.join(';')}`);
  });
}

/** How a sound server treats a row. */
type Fate = 'created' | 'rejected' | 'omitted' | 'depends';

function fateOf(row: ModelRow, { modelCase, before, rows, excuses }: Evidence): Fate {
  if (row.meaning.kind === 'invalid') return 'rejected';
  const { switches, limit, settings } = modelCase;
  const { pair, fromId, toId, names } = row.meaning;
  const max = switches.maxTypesPerInput ?? Number.POSITIVE_INFINITY;
  if (pair.unlabelled === null) return 'rejected';
  if (INVALID_IDS.includes(fromId) || INVALID_IDS.includes(toId)) return 'rejected';
  const isAbsent = isMissing(pair.fromTypeId, fromId) || isMissing(pair.toTypeId, toId);
  // Other rows may have brought all of the types together, which shows where they are kept, or looked up.
  const isSeen = settings.existing === 'keep' || excuses.has('unclear');
  if (names.length > max) return isSeen && !isAbsent ? 'depends' : 'rejected';
  if (isAbsent) return switches.missingRecords === 'silent' ? 'omitted' : 'rejected';
  const asked = new Set(row.sharers.flatMap((sharer) => (sharer.meaning.kind === 'valid' ? sharer.meaning.names : [])));
  if (settings.existing === 'keep' && names.length > 0)
    for (const name of everOn(row.meaning, rows, before)) asked.add(name);
  if (asked.size > max) return 'depends';
  const isLimited = limit !== null && ['USER_DEFINED:28', 'USER_DEFINED:29'].some((name) => asked.has(name));
  return isLimited ? 'depends' : 'created';
}

/** The types that a pair may have when a row of it is sent, from whichever side: they are sent along. */
function everOn(
  { pair, fromId, toId }: ValidMeaning,
  rows: readonly ModelRow[],
  before: readonly Held[],
): readonly string[] {
  const link = linkOf(pair.fromTypeId, fromId, pair.toTypeId, toId);
  const asked = rows.flatMap(({ meaning }) => {
    if (meaning.kind === 'invalid' || linkOfRow(meaning) !== link) return [];
    const isMirrored = meaning.fromId !== fromId || meaning.pair !== pair;
    const names = [...meaning.names, ...(meaning.pair.unlabelled?.startsWith('USER') ? [meaning.pair.unlabelled] : [])];
    return isMirrored ? names.map((name) => `mirrored ${name}`) : names;
  });
  const held = before.flatMap(({ from, to, types }) =>
    linkOf(from.objectTypeId, from.id, to.objectTypeId, to.id) === link
      ? types.map(({ index }) => `held ${index}`)
      : [],
  );
  return [...asked, ...held];
}

function linkOfRow({ pair, fromId, toId }: ValidMeaning): string {
  return linkOf(pair.fromTypeId, fromId, pair.toTypeId, toId);
}

function isMissing(objectTypeId: string, id: string): boolean {
  return MISSING_IDS.includes(id) || MISSING_FOR_ONE_TYPE.includes(`${objectTypeId}/${id}`);
}

function sameAsk(row: ModelRow): readonly ModelRow[] {
  const key = (one: ModelRow): string => (one.meaning.kind === 'valid' ? one.meaning.names.join(';') : '');
  return row.sharers.filter((sharer) => key(sharer) === key(row));
}

/** Every status has a cause: the file, the account, a fault that struck, or the stop. */
function claimWords(evidence: Evidence, results: readonly ResultLine[], claim: Claim): void {
  for (const [index, line] of results.entries()) {
    const row = evidence.rows[index];
    if (row === undefined) continue;
    const status = line.status ?? '';
    const allowed = statusesOf(row, evidence);
    claim(
      allowed.has(status),
      `row ${row.number} is ${status} (${line.code}), but only ${[...allowed].join(', ')} fit`,
    );
    const attempts = Number(line.attempts);
    claim(status !== 'invalid' || attempts === 0, `row ${row.number} is invalid and was sent`);
    const isSent = ['created', 'rejected', 'unknown'].includes(status);
    claim(!isSent || attempts > 0, `row ${row.number} is ${status} without an attempt`);
    const needsWords = !SUCCESSES.has(status);
    claim(!needsWords || (line.code !== '' && line.message !== ''), `row ${row.number} is ${status} without words`);
    const [first] = sameAsk(row);
    const word = results[(first?.number ?? row.number) - 1]?.status ?? status;
    const expected = first !== undefined && first !== row && SUCCESSES.has(word) ? 'duplicate' : word;
    claim(status === expected, `row ${row.number} is ${status}, but row ${first?.number} asks the same and is ${word}`);
  }
}

function statusesOf(row: ModelRow, evidence: Evidence): ReadonlySet<string> {
  const { modelCase, excuses, isStopped } = evidence;
  if (row.meaning.kind === 'invalid') return new Set(['invalid']);
  const fate = fateOf(row, evidence);
  const isFirst = sameAsk(row)[0] === row;
  const statuses = new Set<string>();
  if (fate === 'created' || fate === 'depends') statuses.add(isFirst ? 'created' : 'duplicate');
  if (statuses.has('created') && modelCase.settings.existing === 'keep') statuses.add('exists');
  if (fate === 'rejected' || fate === 'depends' || excuses.has('refusing')) statuses.add('rejected');
  if (fate === 'omitted' || excuses.size > 0) statuses.add('failed');
  if (excuses.has('unclear') || isStopped || isTakenInTurn(row, evidence)) statuses.add('unknown');
  if (isStopped) statuses.add('not_sent');
  return statuses;
}

/**
 * Two rows of one pair of records that replace each other's labels, on a HubSpot that does not answer what is there: a
 * row that was there when it was sent, and is taken away before it is looked up, has no answer that tells of it.
 */
function isTakenInTurn(row: ModelRow, { modelCase: { switches, settings }, rows }: Evidence): boolean {
  const { meaning, sharers } = row;
  if (meaning.kind === 'invalid' || settings.existing === 'keep') return false;
  if (switches.existing !== 'omitted' || switches.labels !== 'replace') return false;
  const link = linkOfRow(meaning);
  return rows.some(
    (other) => other.meaning.kind === 'valid' && !sharers.includes(other) && linkOfRow(other.meaning) === link,
  );
}

/** What is created is there. */
function claimPresence(evidence: Evidence, results: readonly ResultLine[], claim: Claim): void {
  for (const [index, line] of results.entries()) {
    const row = evidence.rows[index];
    if (row?.meaning.kind !== 'valid' || !SUCCESSES.has(line.status ?? '')) continue;
    const missing = missingTypes(row, row.meaning, evidence);
    claim(missing.length === 0, `row ${row.number} is ${line.status}, but ${missing.join(', ')} is not there`);
  }
}

/** The types that a row asks for and the store does not hold, those left out that another row may have taken away. */
export function missingTypes(
  row: ModelRow,
  { pair, fromId, toId, names }: ValidMeaning,
  { sandbox, rows, modelCase }: Pick<Evidence, 'sandbox' | 'rows' | 'modelCase'>,
): readonly string[] {
  const from = { objectTypeId: pair.fromTypeId, id: fromId };
  const held = sandbox.store.typesOf(from, { objectTypeId: pair.toTypeId, id: toId });
  const heldNames = new Set(held.map(({ category, typeId }) => `${category}:${typeId}`));
  const link = linkOf(pair.fromTypeId, fromId, pair.toTypeId, toId);
  const others = rows.flatMap(({ meaning, sharers }) =>
    meaning.kind === 'valid' && sharers !== row.sharers && meaning.names.length > 0 ? [meaning] : [],
  );
  // With `--existing replace`, HubSpot may let a later write of the same pair, in another batch or from the other side,
  // take this one's labels away: then the records must still be associated, and that is all that can be asked.
  const isKept = modelCase.settings.existing === 'keep';
  const isReplaced =
    modelCase.switches.labels === 'replace' &&
    others.some((other) => linkOfRow(other) === link && !(isKept && other.pair === pair && other.fromId === fromId));
  const wanted = isReplaced ? [] : names.filter((name) => !isPrimaryMoved(name, row, rows));
  const unlabelled = pair.unlabelled === null ? [] : [pair.unlabelled];
  return [...unlabelled, ...wanted].filter((name) => !heldNames.has(name));
}

/** One name for a pair of records, whichever of them is named first. */
function linkOf(...[fromType, fromId, toType, toId]: readonly [string, string, string, string]): string {
  return [`${fromType}/${fromId}`, `${toType}/${toId}`].sort().join(' ');
}

const PRIMARY = new Set(['HUBSPOT_DEFINED:1', 'HUBSPOT_DEFINED:2']);

/** A contact has one primary company, so a row may take it from another row's pair. */
function isPrimaryMoved(name: string, row: ModelRow, rows: readonly ModelRow[]): boolean {
  const contactOf = ({ meaning }: ModelRow): string | null =>
    meaning.kind === 'valid' ? (meaning.pair.from === 'contacts' ? meaning.fromId : meaning.toId) : null;
  const asksPrimary = ({ meaning }: ModelRow): boolean =>
    meaning.kind === 'valid' && meaning.names.some((one) => PRIMARY.has(one));
  return (
    PRIMARY.has(name) &&
    rows.some((other) => !row.sharers.includes(other) && asksPrimary(other) && contactOf(other) === contactOf(row))
  );
}

/** What is there was there before, or a row that is not said to be absent asks for it. */
function claimNothingUnexplained(evidence: Evidence, results: readonly ResultLine[], claim: Claim): void {
  const { sandbox, rows, before } = evidence;
  const explained = new Set<string>();
  const explain = (from: Held['from'], to: Held['to'], type: Held['types'][number]): void => {
    explained.add(typeKey(from, to, type.index));
    explained.add(typeKey(to, from, type.inverseIndex));
  };
  for (const { from, to, types } of before) for (const type of types) explain(from, to, type);
  for (const [index, { status = '' }] of results.entries()) {
    const meaning = rows[index]?.meaning;
    if (meaning?.kind !== 'valid' || !(SUCCESSES.has(status) || status === 'unknown')) continue;
    const { pair, fromId, toId, names } = meaning;
    const wanted = new Set([...names, pair.unlabelled]);
    const from = { objectTypeId: pair.fromTypeId, id: fromId };
    for (const type of sandbox.types.between(pair.fromTypeId, pair.toTypeId)) {
      const name = `${type.category}:${type.typeId}`;
      if (wanted.has(name)) explain(from, { objectTypeId: pair.toTypeId, id: toId }, type);
    }
  }
  for (const { from, to, types } of sandbox.store.all()) {
    for (const { index, category, typeId } of types) {
      const what = `${from.objectTypeId}/${from.id} → ${to.objectTypeId}/${to.id} ${category}:${typeId}`;
      claim(explained.has(typeKey(from, to, index)), `${what} is there, and no row says so`);
    }
  }
}

function typeKey(from: Held['from'], to: Held['to'], typeIndex: number): string {
  return `${from.objectTypeId}/${from.id}>${to.objectTypeId}/${to.id} ${typeIndex}`;
}

function claimFailedFile({ rows, modelCase }: Evidence, { results, failed }: Over, claim: Claim): void {
  const header = headerOf(modelCase.file);
  const expected = results.flatMap(({ status = '', code = '', message = '' }, index) => {
    if (SUCCESSES.has(status)) return [];
    const { fields = [] } = rows[index] ?? {};
    const padding = Array<string>(Math.max(0, header.length - fields.length)).fill('');
    // A tail of empty fields would push the code and the message out of their columns.
    const hasTail = fields.slice(header.length).every((field) => field === '');
    const kept = hasTail ? fields.slice(0, header.length) : fields;
    return [[...kept, ...padding, code, message]];
  });
  const [top, ...lines] = failed;
  claim(same(top, [...header, 'hs_assoc_code', 'hs_assoc_message']), `failed.csv begins with ${JSON.stringify(top)}`);
  claim(same(lines, expected), `failed.csv holds ${JSON.stringify(lines)} instead of ${JSON.stringify(expected)}`);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function claimSummary(evidence: Evidence, { summary, results }: Over, claim: Claim): void {
  const { excuses, isStopped } = evidence;
  const counted = new Map<string, number>();
  for (const { status = '' } of results) counted.set(status, (counted.get(status) ?? 0) + 1);
  const { read, ...statuses } = summary.rows;
  claim(read === results.length, `${read} rows are counted, ${results.length} are reported`);
  for (const [status, count] of Object.entries(statuses)) {
    claim(count === (counted.get(status) ?? 0), `${count} rows are counted as ${status}, not ${counted.get(status)}`);
  }
  const unfinished = results.filter(({ status = '' }) => !SUCCESSES.has(status)).length;
  const grouped = summary.errors.reduce((sum, { rows }) => sum + rows, 0);
  claim(grouped === unfinished, `${grouped} rows have an error in summary.json, ${unfinished} need a hand`);
  const { exitCode, status } = summary;
  const isAccount = excuses.has('account') && exitCode === EXIT.account;
  // Where types are kept, nothing is written while what is there cannot be read.
  const isBlind = evidence.modelCase.settings.existing === 'keep' && excuses.has('unclear');
  const isWaiting = (excuses.has('waiting') || isBlind) && exitCode === EXIT.resumable;
  const isInterrupted = isStopped && exitCode === EXIT.interrupted;
  const isShared = exitCode === EXIT.guard && (excuses.has('refusing') || isCauseShared(evidence));
  const isCaused = isAccount || isWaiting || isInterrupted || isShared;
  const fits = status === 'stopped' ? isCaused : exitCode === (unfinished > 0 ? 1 : 0);
  claim(fits, `the run is ${status} with exit code ${exitCode}: ${summary.stopped}`);
  claim(status === 'stopped' || !excuses.has('account'), 'HubSpot refused the account, and the run went on');
}

/** Whether a sound server refuses every row of some batch. */
function isCauseShared(evidence: Evidence): boolean {
  const batches = new Set(evidence.rows.map(({ batch }) => batch));
  return [...batches].some(
    (batch) =>
      batch !== null &&
      [...batch.values()].flat().every((row) => ['rejected', 'depends'].includes(fateOf(row, evidence))),
  );
}
