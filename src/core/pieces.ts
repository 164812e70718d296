/** Long texts in pieces: short ones are put together cheaply, and whoever needs bytes never holds the whole text. */

const ITEMS_PER_PIECE = 64;

/** The texts of the items, joined into pieces. */
export function* inPieces<Item>(items: readonly Item[], textOf: (item: Item, index: number) => string) {
  let piece = '';
  for (const [index, item] of items.entries()) {
    piece += textOf(item, index);
    if (index % ITEMS_PER_PIECE !== ITEMS_PER_PIECE - 1) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
