/**
 * Where the time of an import goes, by stage: profiles one unthrottled run and adds up the samples. A sample belongs to
 * the innermost frame that has a stage, so that what Node does for a stage is counted there. Garbage collection cannot
 * be told apart: whoever allocates pays for it, but not in these lines.
 *
 *     npx tsx bench/profile.ts [SHAPE [ROWS [FLAG…]]]     default: narrow 1000000
 *     npx tsx bench/profile.ts FILE.cpuprofile            a profile that is there already
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build.ts';
import { ours, oursForPairs } from './contenders.ts';
import { type Shape, writeFile } from './files.ts';
import { measure } from './measure.ts';
import { unthrottled } from './server/settings.ts';
import { startServerProcess } from './server-process.ts';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The first match counts; a frame that matches nothing belongs to whoever called it. */
const STAGES: readonly (readonly [stage: string, pattern: RegExp])[] = [
  ['garbage collection', /^\(garbage collector\)/],
  ['idle', /^\(idle\)/],
  ['parsing records', /csv-parse|adapters\/(?:record|plain)-parser/],
  ['looking the file through, hashing', /adapters\/(?:prescan|byte-inspector|utf8-borders|raw-input)/],
  ['reading bytes', /adapters\/(?:csv-|input-|peekable|text-decoder)/],
  ['records to rows', /core\/(?:rows|object-types|association-types|columns)|pipeline\/row-source/],
  ['rows to batches', /core\/(?:batches|type-sets)/],
  ['request bodies', /core\/endpoints/],
  ['JSON.parse', /adapters\/json-parse|lossless/],
  ['HTTP', /node:(?:_?https?|_?tls|net|internal\/stream_base)|adapters\/(?:http|hubspot-client)|core\/replies/],
  [
    'matching answers',
    /adapters\/answer-reader|core\/(?:batch-answer|attribution|confirmation|result-texts|text-links|usual-answer|api-error|named-records|json)/,
  ],
  ['settling rows', /core\/(?:settling|outcomes|parcels)|pipeline\/ledger/],
  ['report lines', /adapters\/(?:row-files|csv-format|append-file)/],
  ['accounts and checkpoints', /core\/report|cli\/(?:run-outputs|primary-count)|adapters\/(?:checkpoint|atomic-file)/],
  ['log', /pino|sonic-boom|thread-stream|adapters\/run-log|core\/row-ranges/],
  ['pace', /bottleneck|p-limit|adapters\/(?:pacer|dispatcher)/],
  ['flow', /pipeline\/|cli\/import-session/],
  ['start-up', /node:internal\/(?:modules|bootstrap|main|process\/esm)|yargs|cli\//],
];

/** Milliseconds by stage, the most expensive first. */
export function stagesOf(profile: Profile): ReadonlyMap<string, number> {
  const parents = new Map<number, ProfileNode>();
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node);
  const times = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const stage = stageOf(byId.get(id), parents);
    times.set(stage, (times.get(stage) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000);
  }
  return new Map([...times].sort(([, a], [, b]) => b - a));
}

function stageOf(leaf: ProfileNode | undefined, parents: ReadonlyMap<number, ProfileNode>): string {
  for (let node = leaf; node !== undefined; node = parents.get(node.id)) {
    const { functionName, url } = node.callFrame;
    const text = `${functionName} ${url}`;
    const found = STAGES.find(([, pattern]) => pattern.test(text));
    if (found !== undefined) return found[0];
  }
  return 'other';
}

async function profileImport(shape: Shape, rows: number, flags: readonly string[]): Promise<Profile> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hs-assoc-profile-'));
  const server = await startServerProcess();
  try {
    const file = path.join(folder, 'rows.csv');
    writeFile(file, { shape, rows });
    await server.reset(unthrottled);
    const contender = (shape === 'mixed' ? oursForPairs : ours)('profile', ['--concurrency', '10', ...flags]);
    const command = contender.command({
      file,
      url: server.url,
      out: path.join(folder, 'run'),
      bin: build({ isBundled: false }),
    });
    const args = ['--cpu-prof', `--cpu-prof-dir=${folder}/profile`, '--cpu-prof-interval=500', ...command.args];
    const usage = await measure({ ...command, args }, { folder, isBare: false });
    console.log(
      `${shape}, ${rows} rows: ${(usage.wallMs / 1000).toFixed(2)} s, CPU ${(usage.cpuMs / 1000).toFixed(2)} s`,
    );
    const [name = ''] = readdirSync(path.join(folder, 'profile'));
    return readProfile(path.join(folder, 'profile', name));
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

/** Node wrote the file: its form is the inspector's `Profile`. */
function readProfile(file: string): Profile {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return parsed as Profile;
}

const [, , first = 'narrow', rows = '1000000', ...flags] = process.argv;
const profile = first.endsWith('.cpuprofile')
  ? readProfile(first)
  : await profileImport(first as Shape, Number(rows), flags);
const stages = stagesOf(profile);
const busyMs = [...stages].reduce((sum, [stage, ms]) => (stage === 'idle' ? sum : sum + ms), 0);
for (const [stage, ms] of stages) {
  console.log(`${stage.padEnd(34)} ${ms.toFixed(0).padStart(7)} ms ${((ms / busyMs) * 100).toFixed(1).padStart(5)} %`);
}
