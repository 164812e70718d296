/** Colours for a stream: none unless it is a terminal, and none with NO_COLOR. The only file that knows picocolors. */
import picocolors from 'picocolors';

/** What paints texts; where there are no colours it leaves them as they are. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** What colours are decided by. */
export interface ColorStream {
  readonly isTTY?: boolean | undefined;
}

/** The colours for a stream. FORCE_COLOR turns them on where there is no terminal. */
export function colorsFor(stream: ColorStream, environment: Readonly<Record<string, string | undefined>>): Colors {
  return picocolors.createColors(hasColors(stream, environment));
}

function hasColors({ isTTY }: ColorStream, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM = '' } = environment;
  if (NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return isTTY === true && TERM !== 'dumb';
}
