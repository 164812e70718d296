/** Turns text of any encoding into UTF-8, chunk by chunk, so that everything behind it deals with one encoding. */
import iconv from 'iconv-lite';

/** Whether {@link toUtf8} can decode an encoding of this name. */
export function isKnownEncoding(encoding: string): boolean {
  return iconv.encodingExists(encoding);
}

/** The chunks as UTF-8, without byte order mark. Bytes that the encoding does not know become U+FFFD. */
export async function* toUtf8(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  if (!iconv.encodingExists(encoding)) throw new RangeError(`unknown encoding: ${encoding}`);
  const decoder = iconv.getDecoder(encoding);
  // Some decoders cut a character beyond U+FFFF in two when a chunk ends in it; each half would become U+FFFD.
  let half = '';
  for await (const chunk of chunks) {
    const text = half + decoder.write(chunk);
    const isCut = isHighSurrogate(text.charCodeAt(text.length - 1));
    half = isCut ? text.slice(-1) : '';
    const whole = isCut ? text.slice(0, -1) : text;
    if (whole !== '') yield Buffer.from(whole, 'utf8');
  }
  const rest = half + (decoder.end() ?? '');
  if (rest !== '') yield Buffer.from(rest, 'utf8');
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
