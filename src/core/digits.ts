/** Decimal digits, by their UTF-16 units. */

/** The unit of `0`. */
export const ZERO = 0x30;
const NINE = 0x39;

/** Whether the unit is a digit; false for the NaN beyond a text's end. */
export function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}
