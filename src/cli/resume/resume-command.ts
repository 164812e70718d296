/** `hs-assoc resume`: finds the run, makes sure that its file is the same, and goes on. */
import { EXIT, HsAssocError } from '../../core/errors.ts';
import type { CommandCall } from '../commands.ts';
import { importHelp } from '../import/import-flags.ts';
import { resumeImport } from '../import/import-run.ts';
import { typedCommand } from '../import/next-command.ts';
import { OptionReader } from '../options/option-reader.ts';
import { joinSources, type Sources } from '../options/option-sources.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { readViewOptions, type ViewOptions } from '../options/view-options.ts';
import { errorDocument } from '../screen/render-error.ts';
import { readWatched, showWatchedRun } from '../watch/watched-run.ts';
import { watchersOfRun } from '../watch/watchers.ts';
import { wordsForResuming } from '../wording/notices.ts';
import { findResumableRun, type ResumableRun } from './resumable-run.ts';
import { resumeHelp } from './resume-flags.ts';

/** Takes a run up again. Rejects with an `HsAssocError` before anything is sent, or with a bug. */
export async function runResumeCommand({ argv, environment, allFlags }: CommandCall): Promise<number> {
  const parsed = parseArguments(argv, resumeHelp.flags);
  const sources = { parsed, environment, flags: resumeHelp.flags, allFlags };
  const { run, view, tokenFile } = await readWatched(
    () => readCall(sources),
    () => watchersOfRun(sources),
  );
  if (run === null) return EXIT.ok;
  const { settings, rowsDone } = run.checkpoint;
  return showWatchedRun({
    environment,
    view,
    settings,
    tokenFile,
    command: typedCommand('resume', argv),
    canRehearse: false,
    start: async (surroundings) => {
      // The next command has to find the token from here, where the run may have begun elsewhere.
      const resumed = await resumeImport(run, surroundings, tokenFile === null ? {} : { tokenFile });
      surroundings.remark?.(wordsForResuming(run.directory.path, rowsDone));
      return resumed;
    },
  });
}

interface ResumeCall {
  readonly run: ResumableRun | null;
  readonly view: ViewOptions;
  readonly tokenFile: string | null;
}

async function readCall(sources: Sources): Promise<ResumeCall> {
  const { parsed } = sources;
  const reader = new OptionReader(joinSources(sources));
  reader.checkUnknown(parsed, resumeHelp.flags, explainFlag);
  const [name = null, second] = parsed.positionals;
  if (second !== undefined) reader.complain({ code: 'ARGUMENT_UNEXPECTED', message: 'one run at a time' });
  const view = readViewOptions(reader);
  const tokenFile = reader.text('token-file');
  const runsDir = reader.text('runs-dir') ?? 'runs';
  reader.finish('resume');
  return { run: await findRunOrNothing(name, { runsDir, isJson: view.json }), view, tokenFile };
}

/** Flags of an import that the run remembers, and how the ones that may change can be changed. */
function explainFlag(flag: string): string | null {
  if (!importHelp.flags.some(({ name }) => `--${name}` === flag)) return null;
  return `${flag}: resume takes it from the run. To change how fast or how long it goes on, import the same file with --auto-resume`;
}

/** Null when there is nothing left to do, which is said and is no failure: cron may call this every night. */
async function findRunOrNothing(
  name: string | null,
  { runsDir, isJson }: { readonly runsDir: string; readonly isJson: boolean },
): Promise<ResumableRun | null> {
  try {
    return await findResumableRun(name, runsDir);
  } catch (thrown) {
    if (!(thrown instanceof HsAssocError) || thrown.exitCode !== EXIT.ok) throw thrown;
    if (isJson) process.stdout.write(errorDocument(thrown));
    process.stderr.write(`${thrown.message}\n`);
    return null;
  }
}
