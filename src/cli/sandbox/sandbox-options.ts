/** Turns what was given for `sandbox` into the options of the local HubSpot. */
import { readFileSync } from 'node:fs';
import { coerceError, systemCode } from '../../core/errors.ts';
import { type Fault, parseFaults } from '../../sandbox/faults.ts';
import type { SandboxOptions } from '../../sandbox/server.ts';
import { parseSwitches, type SandboxSwitches, switchPositions } from '../../sandbox/switches.ts';
import { OptionReader } from '../options/option-reader.ts';
import type { Given } from '../options/option-sources.ts';
import { readInteger } from '../options/option-values.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { quoted } from '../wording/numbers.ts';
import { sandboxHelp } from './sandbox-flags.ts';

const WINDOW_MS = 10_000;
const HIGHEST_RATE = 100_000;
const LONGEST_LATENCY_MS = 600_000;

/** Checks everything that was given for `sandbox`. Throws one `HsAssocError` (exit 2) with all problems. */
export function readSandboxOptions(parsed: ParsedArguments, given: Given): SandboxOptions {
  const reader = new OptionReader(given);
  reader.checkUnknown(parsed, sandboxHelp.flags, () => null);
  const [stray] = parsed.positionals;
  if (stray !== undefined)
    reader.complain({ code: 'ARGUMENT_UNEXPECTED', message: `sandbox takes no file: ${quoted(stray)}` });
  const rate = reader.value('rate-limit', readRate, `a number from 1 to ${HIGHEST_RATE}, or none`);
  const latency = { least: 0, most: LONGEST_LATENCY_MS };
  const options: SandboxOptions = {
    port: reader.integer('port', { least: 0, most: 65_535 }) ?? 0,
    token: reader.text('token'),
    latencyMs: reader.durationMs('latency', latency, 'up to 10m, such as 300ms or 2s') ?? 0,
    faults: readFaults(reader),
    switches: readSwitches(reader),
    ...(rate === null ? {} : { rateLimit: rate === 'none' ? null : { max: rate, intervalMs: WINDOW_MS } }),
  };
  reader.finish('sandbox');
  return options;
}

function readRate(text: string): number | 'none' | null {
  if (text.toLowerCase() === 'none') return 'none';
  const rate = readInteger(text);
  return rate !== null && rate >= 1 && rate <= HIGHEST_RATE ? rate : null;
}

function readFaults(reader: OptionReader): readonly Fault[] {
  const path = reader.text('faults');
  if (path === null) return [];
  try {
    return parseFaults(JSON.parse(readFileSync(path, 'utf8')));
  } catch (thrown) {
    const why = systemCode(thrown) === 'ENOENT' ? 'there is no such file' : coerceError(thrown).message;
    reader.complain({ code: 'FAULTS_UNUSABLE', message: `--faults ${path}: ${why}` });
    return [];
  }
}

function readSwitches(reader: OptionReader): Partial<SandboxSwitches> {
  const switches: Record<string, unknown> = {};
  for (const text of reader.list('switch')) {
    const equals = text.indexOf('=');
    if (equals < 0) reader.complain({ code: 'OPTION_INVALID', message: `--switch ${quoted(text)} is no NAME=VALUE` });
    else
      switches[text.slice(0, equals).trim()] = switchPosition(
        text.slice(0, equals).trim(),
        text.slice(equals + 1).trim(),
      );
  }
  try {
    return parseSwitches(switches);
  } catch (thrown) {
    reader.complain({ code: 'OPTION_INVALID', message: `--switch: ${coerceError(thrown).message}` });
    return {};
  }
}

/** The position that is written like this: `false` is a switch's false, `400` may be a text or a number. */
function switchPosition(name: string, text: string): unknown {
  const positions: unknown = new Map<string, unknown>(Object.entries(switchPositions)).get(name);
  if (Array.isArray(positions)) return positions.find((position) => String(position) === text) ?? text;
  return text === 'null' ? null : (readInteger(text) ?? text);
}
