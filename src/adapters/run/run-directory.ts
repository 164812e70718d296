/** The run directory: its name, its files, and nothing of what is in them. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { coerceError, HsAssocError, systemCode } from '../../core/errors.ts';
import { pathWord } from '../../core/shell-word.ts';

/** What is left to do about a run whose files are damaged or gone. */
export const IMPORT_ANEW = 'import the file anew: what is there already is not made twice';

/** Paths inside a run directory. */
export interface RunDirectory {
  /** As the user named it, or inside the runs directory. */
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly results: string;
  readonly failed: string;
  readonly summary: string;
  readonly checkpoint: string;
  readonly log: string;
  /** What the run was about to add. */
  readonly additions: string;
  /** The copy of a pipe, with `--keep-input`. */
  readonly input: string;
  /** Whether it was there, empty, before the run: then it stays when the run goes without a trace. */
  readonly wasThere: boolean;
}

/** The paths of a run directory, whether or not it exists. `given`: a shell that completes it ends it with a slash. */
export function runDirectoryAt(given: string, wasThere = false): RunDirectory {
  const path = given.replace(/(?<=[^/])\/+$/, '');
  return {
    path,
    name: basename(path),
    results: join(path, 'results.csv'),
    failed: join(path, 'failed.csv'),
    summary: join(path, 'summary.json'),
    checkpoint: join(path, 'checkpoint.json'),
    log: join(path, 'run.log'),
    additions: join(path, 'additions.jsonl'),
    input: join(path, 'input'),
    wasThere,
  };
}

/** Where a process that works on the run has its lock. */
export function runLockPath({ path }: Pick<RunDirectory, 'path'>): string {
  return join(path, '.lock');
}

/**
 * Makes a run directory that only its owner can look into: exactly `out` when given, which must be empty or not exist,
 * else a new one in `runsDir`, named after the time, `20261121T172714Z-3f9c`.
 */
export async function createRunDirectory(
  where: { readonly out: string | null; readonly runsDir: string },
  now: Date,
): Promise<RunDirectory> {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const path = where.out ?? join(where.runsDir, `${stamp}-${randomBytes(2).toString('hex')}`);
  const wasThere = await isEmptyDirectory(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    if (!wasThere) await mkdir(path, { mode: 0o700 });
    await chmod(path, 0o700);
    await (await open(join(path, 'run.log'), 'a', 0o600)).close();
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST' && (await isDirectory(path))) {
      const isRun = await holdsCheckpoint(path);
      const instead = isRun
        ? `finish that run, if it is unfinished: hs-assoc resume ${pathWord(path)}`
        : 'look what is in it: it holds files, but no run that could be resumed';
      throw new HsAssocError('RUN_DIRECTORY_EXISTS', {
        message: `the run directory ${path} exists already`,
        hint: `choose another --out, or ${instead}`,
      });
    }
    const message = `the run directory ${path} could not be made: ${coerceError(thrown).message}`;
    throw new HsAssocError('RUN_DIRECTORY_UNUSABLE', {
      message,
      hint: 'choose another place with --runs-dir or --out',
    });
  }
  return runDirectoryAt(path, wasThere);
}

/** Removes a run directory in which nothing was reported, as far as it can be. Never rejects: why it goes is what matters. */
export async function discardRunDirectory({ path, wasThere }: RunDirectory): Promise<void> {
  const paths = wasThere ? (await readdir(path).catch((): string[] => [])).map((name) => join(path, name)) : [path];
  for (const each of paths) await rm(each, { recursive: true, force: true }).catch(() => undefined);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

async function holdsCheckpoint(path: string): Promise<boolean> {
  return (await readdir(path).catch((): string[] => [])).includes('checkpoint.json');
}

async function isEmptyDirectory(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0;
  } catch {
    return false;
  }
}
