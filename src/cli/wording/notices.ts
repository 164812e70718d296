/** Words for what a person should know although nothing failed. */
import { counted } from './numbers.ts';

/** That rows set the primary company. */
export function wordsForPrimary(rows: number): string {
  const types = 'types 1, 2, 5, 6, 25 and 26 make the company the primary one, and take that place from another';
  return `note: ${counted(rows, 'row')} set the primary company (${types})`;
}
