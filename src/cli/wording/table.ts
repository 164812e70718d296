/** Tables for terminals: columns as wide as they need, two spaces between them. */
import type { Colors } from '../screen/colors.ts';

/** The rows below their head, each line indented by two and ended by a newline. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  return [colors.dim(line(head)), ...rows.map(line)].map((text) => `${text}\n`).join('');
}
