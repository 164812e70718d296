/** Words of commands that a person copies into a shell. */

/** A path as one word of a command, which a dash at its beginning must not make a flag. */
export function pathWord(path: string): string {
  return path === '-' || !path.startsWith('-') ? shellWord(path) : shellWord(`./${path}`);
}

/** The text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
