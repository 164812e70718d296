/** `hs-assoc sandbox`: a local HubSpot that runs until it is interrupted. */
import { EXIT, HsAssocError, systemCode } from '../../core/errors.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts';
import type { CommandCall } from '../commands.ts';
import { joinSources } from '../options/option-sources.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { counted } from '../wording/numbers.ts';
import { sandboxHelp } from './sandbox-flags.ts';
import { readSandboxOptions } from './sandbox-options.ts';

/** Runs a sandbox; its address goes to stdout, for scripts. Rejects with an `HsAssocError`. */
export async function runSandboxCommand({ argv, environment, allFlags }: CommandCall): Promise<number> {
  const parsed = parseArguments(argv, sandboxHelp.flags);
  const given = joinSources({ parsed, environment, flags: sandboxHelp.flags, allFlags });
  for (const warning of given.warnings) process.stderr.write(`note: ${warning}\n`);
  const options = readSandboxOptions(parsed, given);
  const sandbox = await start(options);
  const interrupted = nextSignal();
  process.stdout.write(`${sandbox.url}\n`);
  process.stderr.write(howToUse(sandbox.url, options.token ?? null));
  await interrupted;
  process.stderr.write(farewell(sandbox));
  await sandbox.close();
  return EXIT.ok;
}

async function start(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw thrown;
    const why = code === 'EACCES' ? 'may not be used by you' : 'is taken by another program';
    throw new HsAssocError('PORT_UNUSABLE', {
      message: `--port ${options.port}: this port ${why}`,
      hint: 'Choose another one, or leave --port out for a free one.',
      cause: thrown,
    });
  }
}

function howToUse(url: string, token: string | null): string {
  return [
    'A local HubSpot is running; records whose id begins with 404 do not exist, and those with 400 are invalid.',
    'Ctrl-C ends it. In another terminal:',
    `  export HUBSPOT_ACCESS_TOKEN=${token ?? 'any'}`,
    `  hs-assoc import links.csv --from contacts --to companies --base-url ${url}`,
    '',
  ].join('\n');
}

function farewell({ counts, unusedFaults }: Sandbox): string {
  const unused = unusedFaults().length;
  const faults = unused === 0 ? '' : `; ${counted(unused, 'fault')} of the script never struck`;
  return `\n${counted(counts.total, 'request')} answered${faults}.\n`;
}

function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
