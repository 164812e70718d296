/** Replaces a small file as a whole: whoever reads it sees the old content or the new, also after a power cut. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { outputError } from './append-file.ts';

/** Writes the value as JSON beside the file, brings it to the disk, and puts it in the file's place. */
export async function replaceJson(path: string, value: unknown): Promise<void> {
  const draft = `${path}.new`;
  try {
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
    await syncDirectory(dirname(path));
  } catch (thrown) {
    throw outputError(path, thrown);
  }
}

/** A rename is only certain once its directory is on the disk. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
