/**
 * Finds a CSV's delimiter and line end from its header line. It reads quotes as the parser does, so that a delimiter
 * or a line end inside quotes does not count.
 */
import { roleOfName } from './columns.ts';

/** The delimiters that are looked for; with equal evidence the earlier one wins. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What may end a line. */
export type LineEnd = '\n' | '\r\n' | '\r';

/** How a CSV is laid out. */
export interface CsvLayout {
  readonly delimiter: string;
  /** What ends the header line; LF when the file has no second line. */
  readonly lineEnd: LineEnd;
  /** Characters before the header that are no data: Excel's `sep=;` line and blank lines. All of them are ASCII. */
  readonly skipCount: number;
  /** The line on which the header begins, from 1. */
  readonly headerLine: number;
}

/** What a layout is found with. */
interface LayoutOptions {
  /** Given by the user: beats everything found. */
  readonly delimiter?: string | undefined;
  /** Whether the text is all there is. */
  readonly isComplete: boolean;
}

const SEP_LINE = /^sep=([\x20-\x7e\t])(\r\n|\n|\r)/i;
const BLANK_LINES = /^(?:[ \t]*(?:\r\n|\n|\r))+/;

/**
 * The layout of a CSV that begins with this text, without byte order mark; null when the header line does not end in
 * it and there is more to come.
 */
export function findLayout(start: string, options: LayoutOptions): CsvLayout | null {
  const sep = SEP_LINE.exec(start);
  const sepLength = sep?.[0].length ?? 0;
  if (sep?.[2] === '\r' && sepLength === start.length && !options.isComplete) return null;
  const skipped = start.slice(0, sepLength) + (BLANK_LINES.exec(start.slice(sepLength))?.[0] ?? '');
  const delimiter = options.delimiter ?? declared(sep?.[1]);
  const line = headerLine(start.slice(skipped.length), { delimiter, isComplete: options.isComplete });
  if (line === null) return null;
  return {
    delimiter: delimiter ?? likeliestDelimiter(line.text),
    lineEnd: line.end,
    skipCount: skipped.length,
    headerLine: skipped.split(/\r\n|\n|\r/).length,
  };
}

function declared(character: string | undefined): string | undefined {
  return character === '"' ? undefined : character;
}

/** The text up to the first line end outside quotes. */
function headerLine(text: string, { delimiter, isComplete }: LayoutOptions): { text: string; end: LineEnd } | null {
  const opensAfter = delimiter === undefined ? new Set<string | undefined>(DELIMITERS) : new Set([delimiter]);
  let isQuoted = false;
  let closedIndex = -1;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') {
      // A quote in the middle of an unquoted name is a character like any other; one behind a closing quote is escaped.
      const opens = index === 0 || opensAfter.has(text[index - 1]) || (index > 0 && closedIndex === index - 1);
      if (isQuoted) closedIndex = index;
      isQuoted = !isQuoted && opens;
    } else if (!isQuoted && (character === '\n' || character === '\r')) {
      if (character === '\n') return { text: text.slice(0, index), end: '\n' };
      if (index + 1 === text.length && !isComplete) return null;
      return { text: text.slice(0, index), end: text[index + 1] === '\n' ? '\r\n' : '\r' };
    }
  }
  return isComplete ? { text, end: '\n' } : null;
}

/** Names that an import knows are better evidence than a count: a name may hold commas. */
function likeliestDelimiter(line: string): string {
  let best: { delimiter: string; known: number; count: number } = { delimiter: ',', known: 0, count: 0 };
  for (const delimiter of DELIMITERS) {
    const names = split(line, delimiter);
    const known = names.length === 1 ? 0 : names.filter((name) => roleOfName(name) !== null).length;
    const count = names.length - 1;
    if (known > best.known || (known === best.known && count > best.count)) best = { delimiter, known, count };
  }
  return best.delimiter;
}

function split(line: string, delimiter: string): readonly string[] {
  const names: string[] = [];
  let begin = 0;
  let isQuoted = false;
  let closedIndex = -1;
  for (let index = 0; index <= line.length; index += 1) {
    const character = line[index];
    if (character === '"') {
      const opens = index === begin || (index > 0 && closedIndex === index - 1);
      if (isQuoted) closedIndex = index;
      isQuoted = !isQuoted && opens;
    }
    if (index === line.length || (character === delimiter && !isQuoted)) {
      names.push(line.slice(begin, index).replace(/^"(.*)"$/s, '$1'));
      begin = index + 1;
    }
  }
  return names;
}
