/**
 * Faults that do not lie: a 4xx never applies, everything else may have been applied or not. Each says what it can
 * excuse, so that the property knows which outcomes have a cause.
 */
import fc from 'fast-check';
import type { Fault, FaultMatch } from '../../src/sandbox/faults.ts';
import { INVALID_IDS, MISSING_IDS, PRESENT_IDS } from './model-universe.ts';

/**
 * What a fault that struck excuses: `unclear` that nobody knows whether a write was applied, or that it could not be
 * looked up; `refusing` that sound rows are rejected; `account` that the run stops with exit code 4; `waiting` that it
 * stops with exit code 5.
 */
export type Excuse = 'unclear' | 'refusing' | 'account' | 'waiting';

/** A fault and what it excuses. */
export interface ModelFault {
  readonly fault: Fault;
  readonly excuses: readonly Excuse[];
}

/** Setting up limits is not part of the import, so faults leave it alone. */
const ANYWHERE = '/^(?!.*definitions)/';
const WRITES = '/^(?!.*definitions).*batch/(create|associate/default)$/';
const READS = '/batch/read$/';
const BATCHES = '/^(?!.*definitions).*batch/(create|associate/default|read)$/';

const status = (...all: readonly number[]): fc.Arbitrary<number> => fc.constantFrom(...all);

function kind(
  excuses: readonly Excuse[],
  paths: readonly string[],
  fault: fc.Arbitrary<Partial<Fault>>,
): { readonly excuses: readonly Excuse[]; readonly paths: readonly string[]; readonly fault: fc.Arbitrary<Fault> } {
  return { excuses, paths, fault };
}

const all = [ANYWHERE, ANYWHERE, BATCHES, WRITES, WRITES, READS];
const batches = [BATCHES, WRITES, WRITES, READS];
/** An answer that cannot be read, or that tells nothing; both whether it was applied and not. */
const emptyBodies: readonly (string | Record<string, unknown>)[] = [
  '<html>ok</html>',
  '{"status":"COMP',
  '[]',
  {},
  { status: 'PENDING', results: [] },
  { status: 'COMPLETE' },
];
const nameless = { status: 'error', category: 'VALIDATION_ERROR', message: 'Something is wrong' };

const KINDS = [
  kind(
    ['unclear', 'waiting'],
    all,
    fc.record({
      status: status(500, 502, 503, 504, 521, 522, 523, 524, 525, 526),
      applyFirst: fc.boolean(),
      headers: fc.constantFrom({}, {}, { 'Retry-After': '0' }),
    }),
  ),
  kind(['unclear', 'waiting'], all, fc.record({ reset: fc.constantFrom('before' as const, 'after' as const) })),
  kind(['unclear', 'waiting'], all, fc.record({ truncate: fc.constant('after' as const), bytes: fc.nat(80) })),
  kind(['unclear', 'waiting'], batches, fc.record({ hang: fc.constantFrom('before' as const, 'after' as const) })),
  kind(
    ['unclear', 'waiting'],
    batches,
    fc.record({ status: status(200, 201, 207), body: fc.constantFrom(...emptyBodies), applyFirst: fc.boolean() }),
  ),
  kind(['unclear', 'waiting'], batches, fc.record({ status: status(204), applyFirst: fc.boolean() })),
  kind(['unclear'], [WRITES], fc.record({ emptyResults: fc.constant(true) })),
  kind(['unclear'], batches, fc.record({ canceled: fc.constant(true) })),
  kind(['unclear'], [WRITES], fc.record({ dropResults: fc.integer({ min: 1, max: 5 }) })),
  kind(['unclear'], [WRITES], fc.record({ dropResults: fc.subarray(PRESENT_IDS, { minLength: 1 }) })),
  kind(['unclear'], [READS], fc.record({ emptyResults: fc.constant(true) })),
  kind(['unclear'], [READS], fc.record({ dropResults: fc.integer({ min: 1, max: 5 }) })),
  kind(
    ['unclear', 'refusing'],
    batches,
    fc.record({
      status: status(200, 207),
      body: fc.constant({ status: 'COMPLETE', results: [], errors: [nameless], numErrors: 1 }),
    }),
  ),
  kind(['unclear', 'waiting'], all, fc.record({ status: status(408, 409, 425, 423) })),
  kind(
    ['unclear', 'waiting'],
    all,
    fc.record({ status: status(429, 477), headers: fc.constantFrom({}, { 'Retry-After': '0' }) }),
  ),
  kind(['waiting'], all, fc.record({ status: status(429, 477), headers: fc.constant({ 'Retry-After': '7200' }) })),
  kind(['waiting'], all, fc.record({ status: status(429), body: fc.constant({ policyName: 'DAILY' }) })),
  kind(['account'], all, fc.record({ status: status(401, 403) })),
  kind(['unclear', 'refusing', 'waiting'], all, fc.record({ status: status(400, 404, 405, 413, 422, 302) })),
  kind(
    ['unclear', 'refusing'],
    batches,
    fc.record({
      status: status(400, 404),
      body: fc.constantFrom(...[...PRESENT_IDS, ...MISSING_IDS, ...INVALID_IDS]).map((id) => ({
        ...nameless,
        context: { id: [id] },
      })),
    }),
  ),
];

/** Mostly any request of a kind; sometimes by size, which spares or strikes the halves of a batch, or by a record. */
const match = (paths: readonly string[]): fc.Arbitrary<FaultMatch> =>
  fc
    .tuple(
      fc.constantFrom(...paths),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.record({ minInputs: fc.integer({ min: 2, max: 3 }) }) },
        { weight: 1, arbitrary: fc.record({ maxInputs: fc.integer({ min: 1, max: 6 }) }) },
        { weight: 1, arbitrary: fc.record({ containsId: fc.constantFrom(...PRESENT_IDS) }) },
      ),
    )
    .map(([path, which]) => ({ path, ...which }));

/**
 * One fault. Hanging ones strike once, since each costs a timeout. So do reads that leave out what is there: to do that
 * twice is a lie.
 */
const modelFault: fc.Arbitrary<ModelFault> = fc
  .constantFrom(...KINDS)
  .chain(({ excuses, paths, fault }) => {
    const times = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom(8, 'always' as const) },
    );
    return fc.tuple(fc.constant(excuses), fault, match(paths), times);
  })
  .map(([excuses, fault, matching, times]) => ({
    excuses,
    fault: {
      ...fault,
      match: matching,
      times: fault.hang !== undefined || isOmittingRead(fault, matching) ? 1 : times,
    },
  }));

function isOmittingRead(fault: Fault, { path }: FaultMatch): boolean {
  return path === READS && (fault.emptyResults === true || fault.dropResults !== undefined);
}

/** At most one read of a script leaves out what is there. */
function withoutLies(script: readonly ModelFault[]): readonly ModelFault[] {
  const [, ...others] = script.filter(({ fault }) => isOmittingRead(fault, fault.match ?? {}));
  return script.filter((one) => !others.includes(one));
}

/** A script of faults; a third of them is empty, since what a sound server leads to is known exactly. */
export const faultScripts: fc.Arbitrary<readonly ModelFault[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.array(modelFault, { minLength: 1, maxLength: 5 }).map(withoutLies) },
);
