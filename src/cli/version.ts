/** The version, from the package itself, so that it is written down once. */
import { existsSync, readFileSync } from 'node:fs';

/** `1.2.3`. */
export const VERSION = readVersion();

/** The manifest is above this file: the source is one folder deeper than the built command may be. */
function readVersion(): string {
  const [manifest] = ['../package.json', '../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .filter((path) => existsSync(path));
  const parsed: unknown = manifest === undefined ? null : JSON.parse(readFileSync(manifest, 'utf8'));
  const hasVersion = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  return hasVersion ? String(parsed.version) : 'unknown';
}
