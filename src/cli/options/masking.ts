/** Texts as they may be shown: without what would let others in. */

/** Tokens of HubSpot have this beginning. */
const TOKEN = /pat-[\w-]{4,}/gi;

/** The text without anything that looks like a token. */
export function withoutTokens(text: string): string {
  return text.replace(TOKEN, 'pat-…');
}

/** An address without user and password, and without its path, which may be a secret as well; any other text as it is. */
export function placeOf(text: string): string {
  return text
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#]*@)?([^/?#]*)[/?#].+$/i, '$1$2/…')
    .replace(/\/\/[^/?#]*@/, '//');
}
