/** Long texts in pieces: short ones are put together cheaply, and whoever needs bytes never holds the whole text. */

const ITEMS_PER_PIECE = 64;

/** The texts of the items, joined into pieces. */
export function* inPieces<Item>(
  items: readonly Item[],
  textOf: (item: Item, index: number) => string,
): Generator<string, void, undefined> {
  for (let start = 0; start < items.length; start += ITEMS_PER_PIECE) {
    let piece = '';
    // Not `entries()`: it makes a pair for each item, and this sees every row twice.
    items.slice(start, start + ITEMS_PER_PIECE).forEach((item, index) => {
      piece += textOf(item, start + index);
    });
    yield piece;
  }
}
