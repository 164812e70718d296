/** Numbers as people read them. English, whatever the machine's locale, so that outputs are the same everywhere. */

/** `41,200`. */
export function count(number: number): string {
  return Math.round(number)
    .toString()
    .replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 row`, `41,200 rows`; `plural` where an `s` is not enough. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${count(number)} ${number === 1 ? noun : plural}`;
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** `a, b or c`. */
export function either(texts: readonly string[]): string {
  return listed(texts, 'or');
}

/** `a, b and c`. */
export function all(texts: readonly string[]): string {
  return listed(texts, 'and');
}

function listed(texts: readonly string[], word: string): string {
  if (texts.length < 2) return texts.join('');
  return `${texts.slice(0, -1).join(', ')} ${word} ${texts.at(-1)}`;
}

const LONGEST_QUOTE = 80;

/** Format characters, and spaces that look like the usual one. Joiners between letters beyond ASCII are what emoji and Persian words need. */
const UNSEEN =
  /(?<!\P{ASCII})[\u200c\u200d]|[\u200c\u200d](?!\P{ASCII})|(?![\u200c\u200d])[\u00a0\u2000-\u200a\u202f\u205f\p{Cf}]/gu;

/** The text in quotes, on one line and of bounded length: for values that come from a file. What nobody sees is named. */
export function quoted(text: string): string {
  const seen = text.replace(UNSEEN, (unseen) => `<U+${hexOf(unseen)}>`);
  return `"${oneLine(seen, LONGEST_QUOTE)}"`;
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

/** The text on one line, of bounded length, and without what could move a terminal's cursor. */
export function oneLine(text: string, longest: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB'];

/** `812 bytes`, `4.2 kB`, `1.3 GB`; a kB is 1,000 bytes. */
export function bytes(number: number): string {
  if (number < 1_000) return counted(number, 'byte');
  let amount = number / 1_000;
  let unit = 0;
  while (amount >= 999.5 && unit < BYTE_UNITS.length - 1) {
    amount /= 1_000;
    unit += 1;
  }
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${BYTE_UNITS[unit]}`;
}
