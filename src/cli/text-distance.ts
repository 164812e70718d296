/** How far apart two texts are, and which of several is near enough to be what was meant. */
import { distance } from 'fastest-levenshtein';

export { distance };

/** The candidate that was probably meant, or null when none is near. */
export function nearest(text: string, candidates: Iterable<string>): string | null {
  let best: { readonly candidate: string; readonly apart: number } | null = null;
  for (const candidate of candidates) {
    const isBeginning = text.length >= 3 && candidate.startsWith(text);
    const apart = isBeginning ? 0.5 : distance(text.toLowerCase(), candidate.toLowerCase());
    if (best === null || apart < best.apart) best = { candidate, apart };
  }
  const tolerance = Math.max(2, Math.floor(text.length / 3));
  return best !== null && best.apart <= tolerance ? best.candidate : null;
}
