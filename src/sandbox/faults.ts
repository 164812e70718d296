/** Hands the faults of a script to the requests they fit, and knows which were never used. */
import { type Fault, type FaultMatch, parseFaults, readPathPattern } from './fault-shape.ts';

export type { Fault, FaultMatch } from './fault-shape.ts';
export { parseFaults } from './fault-shape.ts';

/** What a fault can look at. */
export interface FaultSubject {
  readonly method: string;
  readonly path: string;
  readonly bodyText: string;
  readonly inputCount: number;
}

/** A fault with its place in the script. */
export interface TakenFault {
  readonly index: number;
  readonly fault: Fault;
}

/** A script being consumed. */
export class FaultScript {
  readonly #faults: readonly Fault[];
  readonly #used: number[];

  /** Throws a TypeError that lists the problems of a script that cannot be used. */
  constructor(faults: readonly Fault[]) {
    this.#faults = parseFaults(faults);
    this.#used = this.#faults.map(() => 0);
  }

  /** The fault this request suffers, counted as used; null for none. */
  take(subject: FaultSubject): TakenFault | null {
    for (const [index, fault] of this.#faults.entries()) {
      const used = this.#used[index] ?? 0;
      if (isUsedUp(fault, used) || !fits(fault.match ?? {}, subject)) continue;
      this.#used[index] = used + 1;
      return { index, fault };
    }
    return null;
  }

  /** The faults that were used less often than they ask for; an `always` is unused when it never struck. */
  unused(): readonly Fault[] {
    return this.#faults.filter((fault, index) => {
      const used = this.#used[index] ?? 0;
      return fault.times === 'always' ? used === 0 : !isUsedUp(fault, used);
    });
  }
}

function isUsedUp(fault: Fault, used: number): boolean {
  return fault.times !== 'always' && used >= (fault.times ?? 1);
}

function fits(match: FaultMatch, subject: FaultSubject): boolean {
  const { method, path, minInputs = 0, maxInputs = Number.POSITIVE_INFINITY, containsId } = match;
  if (method !== undefined && method.toUpperCase() !== subject.method) return false;
  if (path !== undefined && !(readPathPattern(path)?.test(subject.path) ?? subject.path.includes(path))) return false;
  if (subject.inputCount < minInputs || subject.inputCount > maxInputs) return false;
  return containsId === undefined || containsNumber(`${subject.path}\n${subject.bodyText}`, containsId);
}

/** Whether the digits stand in the text on their own, not inside a longer number. */
function containsNumber(text: string, digits: string): boolean {
  for (let at = text.indexOf(digits); at !== -1; at = text.indexOf(digits, at + 1)) {
    const around = `${text[at - 1] ?? ''}${text[at + digits.length] ?? ''}`;
    if (!/\d/.test(around)) return true;
  }
  return false;
}
