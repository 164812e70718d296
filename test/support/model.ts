/** The model property itself: an import with faults, then an import of what it left over without any. */
import type { Sandbox } from '../../src/sandbox/server.ts';
import type { ModelCase } from './model-case.ts';
import type { Evidence } from './model-claims.ts';
import { brokenClaims, holdings, missingTypes, rowsOf } from './model-claims.ts';
import type { Excuse } from './model-faults.ts';
import { csvText, importText, sandboxOf, settled } from './model-run.ts';

/** The claims that do not hold for this case; empty when report and store agree. */
export async function claimsBrokenBy(modelCase: ModelCase): Promise<readonly string[]> {
  const first = await sandboxOf(modelCase, modelCase.faults);
  try {
    const evidence = await judge(modelCase, first);
    const claims = brokenClaims(evidence);
    if (claims.length > 0) return claims.map((claim) => `first import: ${claim}`);
    return await secondImport(evidence);
  } finally {
    await first.close();
  }
}

async function judge(modelCase: ModelCase, sandbox: Sandbox): Promise<Evidence> {
  const before = holdings(sandbox);
  const observed = await importText(csvText(modelCase.file), modelCase, { sandbox, stop: modelCase.stop });
  await settled(sandbox);
  const { file, settings, faults } = modelCase;
  const struck = sandbox.requests.flatMap(({ faultIndex }) => faults[faultIndex ?? -1] ?? []);
  return {
    modelCase,
    rows: rowsOf(file.rows, file, settings.batchSize),
    observed,
    sandbox,
    before,
    isStopped: observed.kind === 'over' && observed.summary.status === 'stopped',
    excuses: new Set<Excuse>(struck.flatMap(({ excuses }) => excuses)),
  };
}

/** What the first import left over is imported where nothing goes wrong; a run that was cut short is done anew. */
async function secondImport(first: Evidence): Promise<readonly string[]> {
  const { modelCase } = first;
  const rows = leftOver(first);
  if (rows.length === 0) return [];
  const calm: ModelCase = { ...modelCase, file: { ...modelCase.file, rows }, faults: [], stop: null };
  const sandbox = await sandboxOf({ ...calm, earlier: [] }, []);
  try {
    for (const { from, to, types } of first.sandbox.store.all()) sandbox.store.write(from, to, { types, mode: 'add' });
    const second = await judge(calm, sandbox);
    const claims = brokenClaims(second).map((claim) => `second import: ${claim}`);
    if (claims.length > 0) return claims;
    return lossesOf(first, { ...second, rows: [...first.rows, ...second.rows] });
  } finally {
    await sandbox.close();
  }
}

function leftOver({ observed, rows }: Evidence): readonly (readonly string[])[] {
  const isPartial = observed.kind === 'thrown' || observed.results.length < rows.length;
  if (isPartial) return rows.map(({ fields }) => fields);
  return observed.failed.slice(1).map((fields) => fields.slice(0, -2));
}

/** What the first import created is still there after the second. */
function lossesOf({ observed, rows }: Evidence, second: Evidence): readonly string[] {
  if (observed.kind === 'thrown') return [];
  return observed.results.flatMap(({ status = '' }, index) => {
    const row = rows[index];
    if (row?.meaning.kind !== 'valid' || !['created', 'duplicate'].includes(status)) return [];
    const missing = missingTypes(row, row.meaning, second);
    return missing.length === 0 ? [] : [`after the second import: row ${row.number} lost ${missing.join(', ')}`];
  });
}
