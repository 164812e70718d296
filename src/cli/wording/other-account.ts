/** The words for a run that is to go on with the token of another account. */
import { HsAssocError } from '../../core/errors.ts';
import type { ImportSettings } from '../import/import-settings.ts';
import { resumeCommand, sameImport } from '../import/next-command.ts';

/** The run, and the ids of the two accounts. */
export interface OtherAccountFacts {
  /** The run directory. */
  readonly path: string;
  /** Where the input is: the file, or the copy that was kept of a pipe. */
  readonly inputPath: string;
  readonly settings: ImportSettings;
  /** As they were in the sitting before, which had the token of the other account. */
  readonly before: ImportSettings;
  /** The account that the run went to so far. */
  readonly known: string;
  /** The account that the token belongs to. */
  readonly portalId: string;
}

/** Why the run does not go on, and how it does (exit 2). */
export function otherAccountError(facts: OtherAccountFacts): HsAssocError {
  const { path, inputPath, settings, before, known, portalId } = facts;
  const resume = resumeCommand(path, before);
  const anew = sameImport(settings.file === '-' ? { ...settings, file: inputPath } : settings);
  return new HsAssocError('ACCOUNT_DIFFERS', {
    message:
      `the run ${path} went to account ${known}, and the token belongs to account ${portalId}: going on would mix two accounts ` +
      'in one report. Nothing was sent, and the run is as it was.',
    hint: [
      `To finish it, set the token of account ${known}, then:`,
      `  ${resume}`,
      `To import all of the file into account ${portalId}, as a run of its own:`,
      `  ${anew}`,
    ].join('\n'),
  });
}
