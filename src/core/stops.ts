/** Why a run stops before the end of its file, as facts. The first reason counts. */
import type { ApiError } from './api-error.ts';
import type { ExitCode } from './errors.ts';
import { EXIT } from './errors.ts';

/** Why a run stopped. The words for a person live in `cli/`. */
export type StopReason =
  | { readonly kind: 'authentication'; readonly error: ApiError; readonly correlationId: string }
  | { readonly kind: 'forbidden'; readonly error: ApiError; readonly correlationId: string }
  | {
      readonly kind: 'dailyLimit';
      readonly error: ApiError;
      readonly correlationId: string;
      /** The account's, where it could be asked for. */
      readonly timeZone?: string;
    }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null }
  | { readonly kind: 'migrating'; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'outage';
      readonly code: string;
      readonly message: string;
      /** How long HubSpot asks to wait, where that is longer than the run waits. */
      readonly retryAfterMs?: number | null;
    }
  /** HubSpot answered, and does not show what it was asked to do. */
  | { readonly kind: 'notConfirmed'; readonly message: string }
  | { readonly kind: 'sharedRefusal'; readonly code: string; readonly error: ApiError; readonly pair: string }
  | { readonly kind: 'interrupted'; readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' }
  /** Another process took the run over: nothing may be written any more. */
  | { readonly kind: 'lockLost' }
  | { readonly kind: 'maxErrors'; readonly limit: string; readonly errors: number; readonly rows: number }
  | { readonly kind: 'maxDuration'; readonly limitMs: number }
  | { readonly kind: 'reserveDaily'; readonly remaining: number; readonly reserve: number }
  | { readonly kind: 'fileBroken'; readonly code: string; readonly message: string }
  | { readonly kind: 'outputFailed'; readonly code: string; readonly message: string }
  /** What the run was told no longer holds, such as a label that is gone when it is resumed. */
  | { readonly kind: 'callWrong'; readonly message: string }
  /** The program itself went wrong. */
  | { readonly kind: 'bug'; readonly message: string };

/** The exit code of a run that stopped for this reason. */
export function exitCodeOf(reason: StopReason): ExitCode {
  switch (reason.kind) {
    case 'authentication':
    case 'forbidden':
      return EXIT.account;
    case 'dailyLimit':
    case 'throttled':
    case 'migrating':
    case 'outage':
    case 'notConfirmed':
    case 'maxDuration':
    case 'reserveDaily':
    case 'outputFailed':
      return EXIT.resumable;
    case 'sharedRefusal':
    case 'maxErrors':
      return EXIT.guard;
    case 'callWrong':
    case 'fileBroken':
      return EXIT.usage;
    case 'lockLost':
      return EXIT.locked;
    case 'bug':
      return EXIT.accounting;
    case 'interrupted':
      return reason.signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  }
}
