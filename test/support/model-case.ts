/** Cases of the model property: a file, the settings of its import, the account it meets, and what goes wrong. */
import fc from 'fast-check';
import { API_VERSIONS, type ApiVersion } from '../../src/core/endpoints.ts';
import { defaultSwitches, type SandboxSwitches, switchPositions } from '../../src/sandbox/switches.ts';
import type { ModelFault } from './model-faults.ts';
import { faultScripts } from './model-faults.ts';
import type { FileShape, PairModel } from './model-universe.ts';
import {
  BROKEN_IDS,
  BROKEN_OBJECT_TYPES,
  headerOf,
  INVALID_IDS,
  MISSING_IDS,
  PAIRS,
  PARTLY_PRESENT_IDS,
  PRESENT_IDS,
  SPELLINGS,
} from './model-universe.ts';

/** A CSV as generated. */
export interface ModelFile extends FileShape {
  readonly delimiter: string;
  readonly newline: string;
  readonly rows: readonly (readonly string[])[];
}

/** An association that is there before the import. */
export interface EarlierLink {
  readonly pair: PairModel;
  readonly fromId: string;
  readonly toId: string;
  readonly name: string;
}

/** Everything that one run of the property is about. */
export interface ModelCase {
  readonly file: ModelFile;
  readonly settings: {
    readonly batchSize: number;
    readonly concurrency: number;
    readonly maxAttempts: number;
    readonly apiVersion: ApiVersion;
    readonly existing: 'keep' | 'replace';
  };
  readonly switches: SandboxSwitches;
  /** The account's limit of records that a contact may have as `Billing contact`; null for none. */
  readonly limit: number | null;
  readonly earlier: readonly EarlierLink[];
  readonly faults: readonly ModelFault[];
  /** The run is stopped after so many requests; null for a run to its end. */
  readonly stop: { readonly afterRequests: number; readonly isHard: boolean } | null;
}

const id = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...PRESENT_IDS) },
  { weight: 2, arbitrary: fc.constantFrom(...PARTLY_PRESENT_IDS) },
  { weight: 2, arbitrary: fc.constantFrom(...MISSING_IDS) },
  { weight: 1, arbitrary: fc.constantFrom(...INVALID_IDS) },
  { weight: 1, arbitrary: fc.constantFrom(...BROKEN_IDS) },
);

const note = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('x', 'two\nlines', 'a "quoted", text; | \t here', ' ünï ') },
);

function objectTypeCells(pair: PairModel, shape: FileShape): fc.Arbitrary<readonly [string, string]> {
  const spelled = (name: string, isDefault: boolean): fc.Arbitrary<string> =>
    fc.constantFrom(...(SPELLINGS[name] ?? [name]), ...(isDefault ? ['', '  '] : []));
  const both = fc.tuple(
    spelled(pair.from, pair.from === shape.defaultPair.from),
    spelled(pair.to, pair.to === shape.defaultPair.to),
  );
  const broken = fc.tuple(fc.constantFrom(...BROKEN_OBJECT_TYPES), fc.constant('deals'));
  return fc.oneof({ weight: 30, arbitrary: both }, { weight: 1, arbitrary: broken });
}

function rowOf(shape: FileShape): fc.Arbitrary<readonly string[]> {
  const pairs = shape.hasObjectTypes ? fc.constantFrom(...PAIRS, shape.defaultPair) : fc.constant(shape.defaultPair);
  const padded = fc.tuple(fc.constantFrom('', '', '', ' '), id).map(([space, text]) => `${space}${text}`);
  const sound = pairs.chain((pair) =>
    fc
      .record({
        from: padded,
        to: padded,
        type: fc.constantFrom(...pair.cells.map(({ text }) => text)),
        objectTypes: objectTypeCells(pair, shape),
        note,
      })
      .map((cells) => {
        const byName = { ...cells, from_type: cells.objectTypes[0], to_type: cells.objectTypes[1] };
        return headerOf(shape).map((name) => String(byName[name as keyof typeof byName]));
      }),
  );
  const ragged = fc
    .tuple(sound, fc.constantFrom(-1, 1, 2), fc.constantFrom('', 'beyond'))
    .map(([fields, by, text]) => (by < 0 ? fields.slice(0, by) : [...fields, ...Array<string>(by).fill(text)]));
  return fc.oneof({ weight: 25, arbitrary: sound }, { weight: 1, arbitrary: ragged });
}

/** Null in five of six. */
function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

const shapes: fc.Arbitrary<FileShape> = fc
  .record({ hasType: fc.boolean(), hasObjectTypes: fc.boolean(), defaultPair: fc.constantFrom(...PAIRS) })
  .chain((shape) => {
    const usable = shape.defaultPair.cells.flatMap(({ text, names }) => (names?.length ? [text] : []));
    const types = usable.length === 0 ? fc.constant(null) : seldom(fc.constantFrom(...usable));
    return fc.record({ ...constants(shape), defaultType: types });
  });

function constants<T extends object>(values: T): { [Key in keyof T]: fc.Arbitrary<T[Key]> } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fc.constant(value)])) as {
    [Key in keyof T]: fc.Arbitrary<T[Key]>;
  };
}

const files: fc.Arbitrary<ModelFile> = shapes.chain((shape) =>
  fc.record({
    ...constants(shape),
    delimiter: fc.constantFrom(',', ',', ';', '\t', '|'),
    newline: fc.constantFrom('\n', '\r\n'),
    rows: fc.array(rowOf(shape), { maxLength: 40, size: 'max' }),
  }),
);

/** Positions for the switches that take any number. */
const NUMBERS: Readonly<Record<string, readonly (number | null)[]>> = {
  retryAfterSeconds: [null, 0],
  // Room for every single input and for every read, but not for twenty inputs.
  maxBodyBytes: [null, 600],
  maxTypesPerInput: [null, 1, 2, 3],
};

const switches: fc.Arbitrary<SandboxSwitches> = fc.record(
  Object.fromEntries(
    Object.entries(switchPositions).map(([name, positions]) => {
      const usual: unknown = defaultSwitches[name as keyof SandboxSwitches];
      const known: readonly unknown[] = Array.isArray(positions) ? positions : (NUMBERS[name] ?? [usual]);
      const any = fc.constantFrom(...known);
      return [name, fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: any })];
    }),
  ),
) as unknown as fc.Arbitrary<SandboxSwitches>;

const earlierLinks: fc.Arbitrary<EarlierLink> = fc
  .constantFrom(...PAIRS.filter(({ unlabelled }) => unlabelled !== null))
  .chain((pair) =>
    fc.record({
      pair: fc.constant(pair),
      fromId: fc.constantFrom(...PRESENT_IDS),
      toId: fc.constantFrom(...PRESENT_IDS),
      name: fc.constantFrom(...new Set(pair.cells.flatMap(({ names }) => names ?? []))),
    }),
  );

/** Any case. */
export const modelCases: fc.Arbitrary<ModelCase> = fc.record({
  file: files,
  settings: fc.record({
    batchSize: fc.integer({ min: 1, max: 20 }),
    concurrency: fc.integer({ min: 1, max: 8 }),
    maxAttempts: fc.integer({ min: 1, max: 4 }),
    apiVersion: fc.constantFrom(...API_VERSIONS),
    existing: fc.constantFrom('keep' as const, 'replace' as const),
  }),
  switches,
  limit: seldom(fc.integer({ min: 1, max: 2 })),
  earlier: fc.array(earlierLinks, { maxLength: 3 }),
  faults: faultScripts,
  stop: seldom(fc.record({ afterRequests: fc.nat(12), isHard: fc.boolean() })),
});

/** A case of contacts and companies in one batch where everything is as likely as not; `facts` say what is not. */
export function plainCase(
  rows: readonly (readonly string[])[],
  facts: Partial<Omit<ModelCase, 'file' | 'switches'>> & { readonly switches?: Partial<SandboxSwitches> } = {},
): ModelCase {
  const [contactsToCompanies] = PAIRS;
  if (contactsToCompanies === undefined) throw new Error('there are no pairs');
  const shape = { hasType: true, hasObjectTypes: false, defaultPair: contactsToCompanies, defaultType: null };
  return {
    file: {
      ...shape,
      delimiter: ',',
      newline: '\n',
      rows: rows.map(([from = '', to = '', type = '']) => [from, to, type, '']),
    },
    settings: { batchSize: 20, concurrency: 1, maxAttempts: 2, apiVersion: '2026-03', existing: 'replace' },
    limit: null,
    earlier: [],
    faults: [],
    stop: null,
    ...facts,
    switches: { ...defaultSwitches, ...facts.switches },
  };
}
