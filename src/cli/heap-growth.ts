/** Keeps the memory of long runs flat: V8 collects garbage earlier than it would by itself. */
import { setFlagsFromString } from 'node:v8';

/**
 * By how much the heap may grow between two collections, in percent. Left to itself, V8 lets it grow with the speed of
 * allocation, by a third and more. Costs a few percent of the CPU, of which an import has plenty: an account's limit is
 * reached at a quarter of the speed.
 */
const GROWTH_PERCENT = 50;
/** The newest Node.js on which the flag was tried; V8 complains of flags that it does not know. */
const NEWEST_TRIED = 26;

/** To be called before a run starts. */
export function keepHeapSmall(): void {
  if (Number.parseInt(process.versions.node, 10) > NEWEST_TRIED) return;
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
