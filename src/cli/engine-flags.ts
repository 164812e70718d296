/** Tells V8 what fits this program: small memory over long runs. */
import { setFlagsFromString } from 'node:v8';

/**
 * By how much the heap may grow between two collections, in percent. Left to itself, V8 lets it grow with the speed of
 * allocation, by a third and more.
 */
const GROWTH_PERCENT = 75;
/**
 * How much of that growth is used up, in percent, when V8 begins to mark in passing, and when at once. Left to itself it
 * begins when less room is left than young objects may take, which here is nearly always.
 */
const MARKING_PERCENT = { inPassing: 80, atOnce: 95 };
/**
 * Most of what a start loads and an import first makes stays, so that a full collection meanwhile frees little, while the
 * program is not even compiled. Until then V8 lets the heap grow as it likes.
 */
const HELD_BACK_MS = 400;
/** The newest Node.js on which the flags were tried; V8 complains of flags that it does not know. */
const NEWEST_TRIED = 26;

/** To be called before a command is loaded. The flags are set a little later, if the process lives that long. */
export function setEngineFlags(setFlag: (flag: string) => void = setFlagsFromString): void {
  if (Number.parseInt(process.versions.node, 10) > NEWEST_TRIED) return;
  setTimeout(() => {
    setFlag(`--heap-growing-percent=${GROWTH_PERCENT}`);
    setFlag(`--incremental-marking-soft-trigger=${MARKING_PERCENT.inPassing}`);
    setFlag(`--incremental-marking-hard-trigger=${MARKING_PERCENT.atOnce}`);
  }, HELD_BACK_MS).unref();
}
