/** Decimal digits, by their UTF-16 units. */

const NINE = 0x39;
export const ZERO = 0x30;

/** Whether the unit is a digit; false for the NaN beyond a text's end. */
export function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}
