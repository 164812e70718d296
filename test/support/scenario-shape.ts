/** What a scenario is: a file, the account it meets, a script of misbehaviours, and what must come of it. Loaded from JSON. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ImportSettings } from '../../src/cli/import/import-settings.ts';
import type { RetryPolicy } from '../../src/core/retry.ts';
import type { RowStatus } from '../../src/core/terms.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import type { SandboxSwitches } from '../../src/sandbox/switches.ts';
import type { GeneratedFile } from './scenario-file.ts';

/** A number that must be met exactly, or not exceeded. */
export type Bound = number | { readonly max: number };

/** What must come of a scenario, besides what holds for all of them. */
export interface Expectation {
  /** Null with `throws`: the run never began. */
  readonly exitCode: number;
  /** The code of the error that is thrown before anything is sent. */
  readonly throws?: string;
  /** The kind of the stop reason; a run that is not expected to stop must not. */
  readonly stop?: string;
  /** Texts that the stop's words contain. */
  readonly stopSays?: readonly string[];
  /** Counts by status; a status that is left out must not occur. */
  readonly rows?: Partial<Record<RowStatus, number>>;
  /** By row number: `rejected CODE`, or a status alone. */
  readonly outcomes?: Readonly<Record<string, string>>;
  /** Requests of calls A and B. */
  readonly writeRequests?: Bound;
  /** Requests of call E. */
  readonly readRequests?: Bound;
  /** All requests. */
  readonly requests?: Bound;
  readonly throttled?: Bound;
  readonly retried?: Bound;
  readonly numErrors?: number;
  /** The bound of the issue on the requests of one batch with this many broken rows. */
  readonly cost?: { readonly broken: number; readonly named: boolean };
}

/** An association that is there before the run: object type id and record id twice, then `CATEGORY:id`. */
export type Before = readonly [fromType: string, fromId: string, toType: string, toId: string, type: string];

/** One scenario as it is run. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** CSV text, or a description of many rows. */
  readonly file: string | { readonly rows: GeneratedFile };
  readonly settings?: Partial<ImportSettings>;
  readonly token?: string;
  readonly switches?: Partial<SandboxSwitches>;
  readonly faults?: readonly Fault[];
  readonly rateLimit?: SandboxOptions['rateLimit'];
  readonly retry?: Partial<RetryPolicy>;
  /** Anything else about the account: `missing`, `records`, `types`, `dailyLimit`, … */
  readonly sandbox?: SandboxOptions;
  readonly before?: readonly Before[];
  /** Configured limits: path of the pair, then the limit. */
  readonly limits?: readonly LimitInput[];
  readonly expect: Expectation;
}

/** A limit as call K takes it, with its pair. */
export interface LimitInput {
  readonly pair: string;
  readonly category: string;
  readonly typeId: number;
  readonly maxToObjectIds: number;
}

/** A scenario as it is written: its variants share whatever they do not say otherwise. */
interface WrittenScenario extends Omit<Scenario, 'name'> {
  readonly variants?: Readonly<Record<string, Partial<Omit<Scenario, 'name'>>>>;
}

const folder = path.resolve(import.meta.dirname, '../scenarios');

/** The names of all scenarios, without their variants. */
export function scenarioNames(): readonly string[] {
  return [...written()].map(([name]) => name);
}

/** All scenarios by theme (the file's name), each variant on its own as `name · variant`. */
export function loadScenarios(): ReadonlyMap<string, readonly Scenario[]> {
  const themes = new Map<string, Scenario[]>();
  for (const [name, { variants, ...base }, theme] of written()) {
    const scenarios = themes.get(theme) ?? [];
    themes.set(theme, scenarios);
    if (variants === undefined) scenarios.push({ ...base, name });
    for (const [variant, own] of Object.entries(variants ?? {})) {
      scenarios.push({
        ...base,
        ...own,
        name: `${name} · ${variant}`,
        switches: { ...base.switches, ...own.switches },
        settings: { ...base.settings, ...own.settings },
        expect: { ...base.expect, ...own.expect },
      });
    }
  }
  return themes;
}

function* written(): Generator<[name: string, scenario: WrittenScenario, theme: string]> {
  const seen = new Set<string>();
  for (const file of readdirSync(folder).sort()) {
    const scenarios: Record<string, WrittenScenario> = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    for (const [name, scenario] of Object.entries(scenarios)) {
      if (seen.has(name)) throw new Error(`two scenarios are called ${name}`);
      seen.add(name);
      yield [name, scenario, path.basename(file, '.json')];
    }
  }
}
