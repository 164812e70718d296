/**
 * A pipe of which a copy is kept before its import begins. That takes as long as whatever feeds the pipe: until there is a
 * run to stop, a signal ends the process, and nothing that was made for it stays behind.
 */
import { keepInput } from '../../adapters/file/keep-input.ts';
import { EXIT, type ExitCode, HsAssocError } from '../../core/errors.ts';
import { exitCodeOf, type StopReason } from '../../core/stops.ts';
import { watchSignals } from '../signals.ts';
import { describeStop } from '../wording/stops.ts';
import type { ImportSurroundings } from './import-run-types.ts';
import type { ImportSettings } from './import-settings.ts';
import { sameImport } from './next-command.ts';
import { leavePlace, type RunPlace, takePlace } from './run-place.ts';

/** The copy, at the place of the run that is to begin. */
export interface KeptPipe {
  readonly place: RunPlace;
  /** Throws an `HsAssocError` (exit 130, 143) when a signal has come. */
  assertGoesOn(): void;
  /** Leaves signals to the run. */
  unwatch(): void;
}

/** Keeps the pipe. Throws an `HsAssocError` when that fails or is interrupted; a second signal leaves at once. */
export async function keepPipe(settings: ImportSettings, surroundings: ImportSurroundings): Promise<KeptPipe> {
  const interruption = new AbortController();
  let exitCode: ExitCode = EXIT.interrupted;
  const stop = (reason: StopReason): void => {
    exitCode = exitCodeOf(reason);
    interruption.abort(interrupted(reason, settings));
  };
  const unwatch = watchSignals({ stop, abandon: () => process.exit(exitCode) }, () => undefined);
  let place: RunPlace | null = null;
  try {
    place = await takePlace(settings, null, surroundings);
    await keepInput(surroundings.stdin, place.directory.input, interruption.signal);
    return { place, unwatch, assertGoesOn: () => interruption.signal.throwIfAborted() };
  } catch (thrown) {
    if (place !== null) await leavePlace(place);
    unwatch();
    throw thrown;
  }
}

function interrupted(reason: StopReason, settings: ImportSettings): HsAssocError {
  const what = 'Nothing was sent yet, and what had come from standard input is not kept.';
  return new HsAssocError('INTERRUPTED', {
    message: `${describeStop(reason)} ${what}`,
    hint: `Send the input again: … | ${sameImport(settings)} --keep-input`,
    exitCode: exitCodeOf(reason),
  });
}
