/** Long texts that are written bit by bit, so that neither they nor their lines ever exist as texts of their own. */

/** Takes a text in. */
export interface TextWriter {
  /** Any text; made for short ones. */
  text(text: string): void;
  /** UTF-8: for what is written again and again. */
  bytes(bytes: Uint8Array): void;
  /** A whole number, from 0 up to 2^53, in decimal digits. */
  number(value: number): void;
}

/** A text that is made when somebody wants it, and again each time. */
export type LongText = (writer: TextWriter) => void;
