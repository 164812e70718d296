/** Replaces a small file as a whole: whoever reads it sees the old content or the new, also after a power cut. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { outputError, writeAll } from './append-file.ts';

/** How a file is replaced. */
export interface Replacement {
  /** Returns when it is on the disk: for what must survive a power cut. */
  readonly isDurable: boolean;
  /** Default: 0600, for its owner alone. */
  readonly mode?: number;
}

/** Writes the value as JSON beside the file and puts it in the file's place. Throws `OUTPUT_FAILED`. */
export async function replaceJson(path: string, value: unknown, replacement: Replacement): Promise<void> {
  await replaceText(path, `${JSON.stringify(value, null, 2)}\n`, replacement);
}

/** Writes the text beside the file and puts it in the file's place. Throws `OUTPUT_FAILED`. */
export async function replaceText(path: string, text: string, { isDurable, mode = 0o600 }: Replacement): Promise<void> {
  const draft = `${path}.new`;
  try {
    const handle = await open(draft, 'w', mode);
    try {
      await handle.writeFile(text);
      if (isDurable) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
    if (isDurable) await syncDirectory(dirname(path));
  } catch (thrown) {
    throw outputError(path, thrown);
  }
}

/**
 * Writes the value over the old content: on a full disk there may be no room for a second copy. Whoever reads meanwhile may
 * see half of it. Throws `OUTPUT_FAILED`.
 */
export async function overwriteJson(path: string, value: unknown): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  try {
    const handle = await open(path, 'r+');
    try {
      await writeAll(handle, bytes, 0);
      await handle.truncate(bytes.length);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw outputError(path, thrown);
  }
}

/** A new file or a rename is only certain once its directory is on the disk. Windows has no such call for a directory. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
