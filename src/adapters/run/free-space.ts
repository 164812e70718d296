/** What a folder that may not exist yet will have to work with: looked at, and nothing made. */
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemCode } from '../../core/errors.ts';

/** The nearest folder that exists, whether this process may write there, and how much room there is. */
export interface FolderFacts {
  readonly existing: string;
  /** The system's code when not, such as `EACCES`; null when it may. */
  readonly refusedCode: string | null;
  /** Null where the system does not tell. */
  readonly freeBytes: number | null;
}

/** Looks at the folder, or at the nearest one above it that exists. */
export async function lookAtFolder(path: string): Promise<FolderFacts> {
  let existing = resolve(path);
  while (!(await isThere(existing)) && dirname(existing) !== existing) existing = dirname(existing);
  const refusedCode = await refusal(existing);
  const space = await statfs(existing).catch(() => null);
  return { existing, refusedCode, freeBytes: space === null ? null : space.bavail * space.bsize };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (thrown: unknown) => systemCode(thrown) !== 'ENOENT',
  );
}

async function refusal(path: string): Promise<string | null> {
  try {
    if (!(await stat(path)).isDirectory()) return 'ENOTDIR';
    await access(path, constants.W_OK | constants.X_OK);
    return null;
  } catch (thrown) {
    return systemCode(thrown) ?? 'EACCES';
  }
}
