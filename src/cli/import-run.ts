/** Starts an import, or takes one up again where its checkpoint says. */
import { createRunDirectory } from '../adapters/run-directory.ts';
import { openImportFile } from './import-file.ts';
import type { ImportRun, ImportSurroundings } from './import-run-types.ts';
import { ImportSession } from './import-session.ts';
import type { ImportSettings } from './import-settings.ts';

export type { ImportRun, ImportSurroundings, Progress } from './import-run-types.ts';

/** Opens the file, checks its header, and starts. Rejects with an `HsAssocError` before anything is sent. */
export async function startImport(settings: ImportSettings, surroundings: ImportSurroundings): Promise<ImportRun> {
  const file = await openImportFile(settings, surroundings.stdin);
  const directory = await createRunDirectory(settings, new Date());
  return new ImportSession({ settings, surroundings, file, directory, earlier: null }).start();
}
