/** The commands. What a command does is loaded when it is called, so that `--help` and `--version` come at once. */

import { doctorHelp } from './doctor/doctor-flags.ts';
import { importHelp } from './import/import-flags.ts';
import { labelsHelp } from './labels/labels-flags.ts';
import { limitsHelp } from './limits/limits-flags.ts';
import { linkHelp, unlinkHelp } from './link/link-flags.ts';
import type { CommandHelp, Flag } from './options/flags.ts';
import { resumeHelp } from './resume/resume-flags.ts';
import { explainHelp } from './runs/explain-flags.ts';
import { runsHelp } from './runs/runs-flags.ts';
import { sandboxHelp } from './sandbox/sandbox-flags.ts';

/** What a command is called with. */
export interface CommandCall {
  /** The arguments behind the command's name. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The flags of all commands. */
  readonly allFlags: readonly Flag[];
}

/** One command. */
export interface Command {
  readonly name: string;
  readonly help: CommandHelp;
  /** Does it, and returns the exit code. Rejects with an `HsAssocError` or a bug. */
  run(call: CommandCall): Promise<number>;
}

/** The commands, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'import',
    help: importHelp,
    run: async (call) => (await import('./import/import-command.ts')).runImportCommand(call),
  },
  {
    name: 'resume',
    help: resumeHelp,
    run: async (call) => (await import('./resume/resume-command.ts')).runResumeCommand(call),
  },
  {
    name: 'runs',
    help: runsHelp,
    run: async (call) => (await import('./runs/runs-command.ts')).runRunsCommand(call),
  },
  {
    name: 'explain',
    help: explainHelp,
    run: async (call) => (await import('./runs/explain-command.ts')).runExplainCommand(call),
  },
  {
    name: 'labels',
    help: labelsHelp,
    run: async (call) => (await import('./labels/labels-command.ts')).runLabelsCommand(call),
  },
  {
    name: 'limits',
    help: limitsHelp,
    run: async (call) => (await import('./limits/limits-command.ts')).runLimitsCommand(call),
  },
  {
    name: 'link',
    help: linkHelp,
    run: async (call) => (await import('./link/link-command.ts')).runLinkCommand(call),
  },
  {
    name: 'unlink',
    help: unlinkHelp,
    run: async (call) => (await import('./link/unlink-command.ts')).runUnlinkCommand(call),
  },
  {
    name: 'doctor',
    help: doctorHelp,
    run: async (call) => (await import('./doctor/doctor-command.ts')).runDoctorCommand(call),
  },
  {
    name: 'sandbox',
    help: sandboxHelp,
    run: async (call) => (await import('./sandbox/sandbox-command.ts')).runSandboxCommand(call),
  },
];
