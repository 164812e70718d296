/** Asks before something is changed that was not spelled out. Without anybody to ask, nothing is done. */
import { createInterface } from 'node:readline/promises';
import { HsAssocError } from '../../core/errors.ts';

/** Who is asked. */
export interface Asked {
  /** Whether the answer was given on the command line. */
  readonly yes: boolean;
  /** What was about to happen, for the message when nobody can be asked. */
  readonly what: string;
}

/** Whether to go on. Throws an `HsAssocError` (exit 2) when nobody can be asked. */
export async function confirm(question: string, { yes, what }: Asked): Promise<boolean> {
  if (yes) return true;
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true || stderr.isTTY !== true) {
    throw new HsAssocError('CONFIRMATION_NEEDED', {
      message: `${what} needs a yes, and there is no terminal to ask on. Nothing was changed.`,
      hint: 'Add --yes when you are sure.',
    });
  }
  const asking = createInterface({ input: stdin, output: stderr });
  try {
    const given = new Promise<string>((resolve) => {
      asking.once('close', () => resolve('no'));
      asking.once('SIGINT', () => asking.close());
      asking.question(`${question} [y/N] `).then(resolve, () => resolve('no'));
    });
    return /^y(?:es)?$/i.test((await given).trim());
  } finally {
    asking.close();
  }
}

/** What a declined question ends with; `hint`: what else there is to do. */
export function declined(hint?: string): HsAssocError {
  return new HsAssocError('DECLINED', { message: 'Nothing was changed.', ...(hint === undefined ? {} : { hint }) });
}
