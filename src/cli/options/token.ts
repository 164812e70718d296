/** Finds the token: in the environment or in a file, never in a flag's value. No message ever repeats it. */
import { readFileSync, statSync } from 'node:fs';
import { coerceError, HsAssocError, systemCode } from '../../core/errors.ts';
import { pathWord } from '../../core/shell-word.ts';
import { howToGetToken } from '../wording/tokens.ts';

/** Where HubSpot's own tools look for it as well. */
const TOKEN_VARIABLE = 'HUBSPOT_ACCESS_TOKEN';

/** A token that can be sent. */
export interface FoundToken {
  readonly token: string;
  /** What a person should mend although the import can go on; null when there is nothing. */
  readonly warning: string | null;
}

/** What a token is looked for with, and for. */
export interface TokenSearch {
  /** Beats the environment; null when there is none. */
  readonly tokenFile: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The command as typed, to type it again. */
  readonly command: string;
  /** Whether the command takes `--sandbox`. */
  readonly canRehearse: boolean;
  /** The object types whose scopes are needed, where they are known. */
  readonly from: string | null;
  readonly to: string | null;
}

/** The token. Throws an `HsAssocError` (exit 2) that says what to type. */
export function findToken(search: TokenSearch): FoundToken {
  const { tokenFile, environment } = search;
  if (tokenFile !== null) {
    const text = readTokenFile(tokenFile);
    return { token: checkedToken(text, tokenFile), warning: openFileWarning(tokenFile) };
  }
  const text = environment[TOKEN_VARIABLE];
  if (text === undefined || text.trim() === '') throw missingToken(search);
  return { token: checkedToken(text, TOKEN_VARIABLE), warning: null };
}

function readTokenFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (thrown) {
    const why = systemCode(thrown) === 'ENOENT' ? 'there is no such file' : coerceError(thrown).message;
    throw new HsAssocError('TOKEN_FILE_UNREADABLE', {
      message: `--token-file ${path}: ${why}`,
      hint: `Check the path, or set ${TOKEN_VARIABLE} instead.`,
      cause: thrown,
    });
  }
}

/** The trimmed token of a place. Throws an `HsAssocError` for what cannot stand in an HTTP header, or is several lines. */
export function checkedToken(text: string, place: string): string {
  const token = text.trim();
  if (/^[\w.~+/=:-]+$/.test(token)) return token;
  const why = token === '' ? 'holds no token' : `holds ${strangeness(token)}, which no token has`;
  throw new HsAssocError('TOKEN_MALFORMED', {
    message: `${place} ${why}`,
    hint: 'It must hold the token alone: no quotes, no "Bearer", nothing in front or behind.',
  });
}

function strangeness(token: string): string {
  if (/[\r\n]/.test(token)) return 'more than one line';
  return /\s/.test(token) ? 'a space' : 'characters beside letters, digits and dashes';
}

/** On Windows the mode says nothing about who may read. */
function openFileWarning(path: string): string | null {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return null;
  return `${path} can be read by other users of this machine. Close it: chmod 600 ${pathWord(path)}`;
}

/** That the token would travel in the open; null when it would not, or not beyond this machine. */
export function unencryptedWarning(baseUrl: string): string | null {
  if (!/^http:\/\/(?!127\.|localhost[:/]|localhost$|\[::1\])/.test(baseUrl)) return null;
  return `${baseUrl} is not encrypted: everyone on the way can read the token`;
}

function missingToken({ command, canRehearse, from, to }: TokenSearch): HsAssocError {
  const set = process.platform === 'win32' ? `$env:${TOKEN_VARIABLE} = "pat-…"` : `export ${TOKEN_VARIABLE}=pat-…`;
  return new HsAssocError('TOKEN_MISSING', {
    message: `There is no HubSpot token: ${TOKEN_VARIABLE} is not set, and no --token-file was given.`,
    hint: [
      set,
      command,
      '',
      'Or keep the token in a file that only you can read, and add --token-file FILE.',
      ...howToGetToken(from, to),
      ...(canRehearse ? ['', 'To rehearse without any account:', `${command} --sandbox`] : []),
    ].join('\n'),
  });
}
