/** Which call a method and a path mean, in the dated versions and in v4. */
import type { Exchange } from './account.ts';
import { accountDetails, recordLimits } from './endpoints/account.ts';
import { archiveBatch, archiveLabels, archiveOne } from './endpoints/archive.ts';
import {
  createConfigurations,
  listAllConfigurations,
  listConfigurations,
  purgeConfigurations,
  updateConfigurations,
} from './endpoints/configurations.ts';
import { associateBatch, associateOne, createBatch, createOne } from './endpoints/create.ts';
import { createLabel, deleteLabel, listLabels, updateLabel } from './endpoints/labels.ts';
import { readBatch, readOne } from './endpoints/read.ts';
import { readRecords } from './endpoints/records.ts';
import type { Refusal, Reply } from './replies.ts';

/** Answers one call. */
export type Handler = (exchange: Exchange) => Reply | Refusal;

/** A call found: its name for counting, its handler, and the variable segments of its path. */
export interface Route {
  readonly name: string;
  readonly handle: Handler;
  readonly params: readonly string[];
  /** Whether the path was v4's. */
  readonly legacy: boolean;
}

interface Call {
  readonly method: string;
  readonly family: string;
  /** Segments; a colon stands for a variable one. */
  readonly segments: readonly string[];
  readonly name: string;
  readonly handle: Handler;
}

function call(method: string, family: string, path: string, handle: Handler): Call {
  const segments = path.split('/');
  const fixed = segments.filter((segment) => segment !== ':').join('/');
  return { method, family, segments, name: `${method} ${family}/${fixed}`, handle };
}

const calls: readonly Call[] = [
  call('POST', 'associations', ':/:/batch/create', createBatch),
  call('POST', 'associations', ':/:/batch/associate/default', associateBatch),
  call('PUT', 'objects', ':/:/associations/default/:/:', associateOne),
  call('PUT', 'objects', ':/:/associations/:/:', createOne),
  call('GET', 'associations', ':/:/labels', listLabels),
  call('POST', 'associations', ':/:/labels', createLabel),
  call('PUT', 'associations', ':/:/labels', updateLabel),
  call('DELETE', 'associations', ':/:/labels/:', deleteLabel),
  call('POST', 'associations', ':/:/batch/read', readBatch),
  call('GET', 'objects', ':/:/associations/:', readOne),
  call('POST', 'associations', ':/:/batch/archive', archiveBatch),
  call('POST', 'associations', ':/:/batch/labels/archive', archiveLabels),
  call('DELETE', 'objects', ':/:/associations/:/:', archiveOne),
  call('GET', 'associations', 'definitions/configurations/all', listAllConfigurations),
  call('GET', 'associations', 'definitions/configurations/:/:', listConfigurations),
  call('POST', 'associations', 'definitions/configurations/:/:/batch/create', createConfigurations),
  call('POST', 'associations', 'definitions/configurations/:/:/batch/update', updateConfigurations),
  call('POST', 'associations', 'definitions/configurations/:/:/batch/purge', purgeConfigurations),
  call('POST', 'objects', ':/batch/read', readRecords),
  call('GET', 'limits', 'associations/records/:/:', recordLimits),
  call('GET', 'account-info', 'details', accountDetails),
];

const datedVersions = ['2025-09', '2026-03', '2026-09'];

/** The call a request means; `unknown` for a path nobody serves, `method` for one that takes another method. */
export function findRoute(method: string, path: string): Route | 'unknown' | 'method' {
  const located = locate(path);
  if (located === null) return 'unknown';
  let pathExists = false;
  for (const candidate of calls) {
    const params = matched(candidate, located);
    if (params === null) continue;
    pathExists = true;
    if (candidate.method !== method) continue;
    return { name: candidate.name, handle: candidate.handle, params, legacy: located.legacy };
  }
  return pathExists ? 'method' : 'unknown';
}

interface Location {
  readonly family: string;
  readonly segments: readonly string[];
  readonly legacy: boolean;
}

/** `/crm/associations/2026-03/…` and `/crm/v4/associations/…` are the same calls. */
function locate(path: string): Location | null {
  const [root, first = '', second = '', ...segments] = path.split('/').slice(1).map(decode);
  if (root === 'account-info' && isVersion(first))
    return { family: root, segments: [second, ...segments], legacy: false };
  if (root !== 'crm') return null;
  if (datedVersions.includes(second)) return { family: first, segments, legacy: false };
  if (first === 'v4' || first === 'v3') return legacyLocation(first, second, segments);
  return null;
}

function legacyLocation(version: string, family: string, segments: readonly string[]): Location | null {
  // Of v3 only the reading of records is served: its associations speak another language.
  const served =
    version === 'v4' || (family === 'objects' && segments.at(-2) === 'batch' && segments.at(-1) === 'read');
  return served ? { family, segments, legacy: true } : null;
}

function isVersion(segment: string): boolean {
  return datedVersions.includes(segment) || segment === 'v3';
}

function matched(candidate: Call, { family, segments }: Location): readonly string[] | null {
  if (candidate.family !== family || candidate.segments.length !== segments.length) return null;
  const params: string[] = [];
  for (const [index, wanted] of candidate.segments.entries()) {
    const given = segments[index] ?? '';
    if (wanted === ':') params.push(given);
    else if (wanted !== given) return null;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
