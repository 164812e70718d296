/** Cells copied from web pages, chats and right-to-left texts have characters at their ends that nobody sees. */

/** A format character: zero-width spaces and joiners, direction marks, byte order marks, soft hyphens. */
const FORMAT = /\p{Cf}/u;

/** The text without white space and format characters at its ends. */
export function trimUnseen(text: string): string {
  let rest = text.trim();
  // Character by character: a pattern anchored at the end takes time squared in a long run of blanks.
  while (FORMAT.test(rest.charAt(0))) rest = rest.slice(1).trimStart();
  while (FORMAT.test(rest.charAt(rest.length - 1))) rest = rest.slice(0, -1).trimEnd();
  return rest;
}
