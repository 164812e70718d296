/** What can be checked without HubSpot: versions, the disk, the proxy settings, and the look of the token. */

import { proxyFor } from '../../adapters/hubspot/http.ts';
import { lookAtFolder } from '../../adapters/run/free-space.ts';
import { HsAssocError } from '../../core/errors.ts';
import { findToken, type TokenSearch } from '../options/token.ts';
import { VERSION } from '../version.ts';
import { whereToFindTokens } from '../wording/tokens.ts';
import { type Check, ok, trouble } from './check.ts';

/** Source: `engines` of the package. */
const LEAST_NODE = [20, 19] as const;

/** Versions of everything that takes part. */
export function checkVersions(apiVersion: string, nodeVersion: string): Check {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const message = `hs-assoc ${VERSION}, Node.js ${nodeVersion}, HubSpot API ${apiVersion}`;
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return ok('versions', message);
  return trouble('versions', 'fail', message, `Install Node.js ${LEAST_NODE.join('.')} or newer.`);
}

const MEGABYTE = 1024 * 1024;
/** Results of a million rows take about 100 MB. */
const LEAST_BYTES = 100 * MEGABYTE;
const SPARE_BYTES = 1024 * MEGABYTE;

/** Whether a run directory can be made and filled. */
export async function checkDisk(runsDir: string): Promise<Check> {
  const { existing, refusedCode, freeBytes } = await lookAtFolder(runsDir);
  if (refusedCode !== null) {
    const message = `${runsDir} cannot be written: ${existing} refuses (${refusedCode})`;
    return trouble('disk', 'fail', message, 'Choose another place with --runs-dir, or mend its permissions.');
  }
  if (freeBytes === null)
    return ok('disk', `${runsDir} can be written; how much room there is, the system does not tell`);
  const message = `${runsDir} can be written, ${sizeOf(freeBytes)} free`;
  if (freeBytes >= SPARE_BYTES) return ok('disk', message);
  const advice = 'A million rows take about 100 MB of results: make room, or choose another place with --runs-dir.';
  return trouble('disk', freeBytes < LEAST_BYTES ? 'fail' : 'warn', message, advice);
}

function sizeOf(bytes: number): string {
  const megabytes = bytes / MEGABYTE;
  return megabytes >= 1024 ? `${(megabytes / 1024).toFixed(1)} GB` : `${Math.floor(megabytes)} MB`;
}

/** The proxy that requests take, without its password. */
export function checkProxy(baseUrl: string): Check {
  const proxy = proxyFor(baseUrl);
  if (proxy === null) return ok('proxy', 'none is used');
  const { protocol, host } = URL.canParse(proxy) ? new URL(proxy) : { protocol: '', host: '' };
  const isUsable = protocol === 'http:' || protocol === 'https:';
  if (isUsable) return ok('proxy', `${protocol}//${host}`);
  const what = protocol === '' ? 'what the environment tells is no address' : `${protocol}//${host} is of another kind`;
  const advice = 'Write https_proxy like http://proxy.example.com:8080, or unset it; all_proxy counts as well.';
  return trouble('proxy', 'fail', what, advice);
}

/** The token's look; it is never repeated. Null in the second place: there is none to go on with. */
export function checkToken(search: TokenSearch): readonly [check: Check, token: string | null] {
  try {
    const { token, warning } = findToken(search);
    const check = judgeToken(token);
    if (warning === null || check.kind !== 'ok') return [check, token];
    return [trouble('token', 'warn', check.message, warning), token];
  } catch (thrown) {
    if (!(thrown instanceof HsAssocError)) throw thrown;
    const advice =
      thrown.code === 'TOKEN_MISSING'
        ? `Set HUBSPOT_ACCESS_TOKEN, or add --token-file FILE. To get one: ${whereToFindTokens()}`
        : (thrown.hint ?? '');
    return [trouble('token', 'fail', thrown.message, advice), null];
  }
}

function judgeToken(token: string): Check {
  const [, region] = /^pat-([a-z]+\d+)-/i.exec(token) ?? [];
  if (region !== undefined)
    return ok('token', `a private app token or service key, of HubSpot's data center ${region.toLowerCase()}`);
  if (/^pat-/i.test(token)) return ok('token', 'begins like a private app token or service key (pat-…)');
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token)) {
    const message = 'an API key (hapikey), which HubSpot stopped taking in 2022';
    return trouble('token', 'fail', message, `Use a token instead: ${whereToFindTokens()}`);
  }
  const message = 'does not begin with pat-, as private app tokens and service keys do';
  return trouble('token', 'warn', message, 'An OAuth access token works as well, but only for half an hour.');
}
