/**
 * Locks that outlive no process: a folder whose time stamp a heartbeat renews, and beside it who holds it. A lock whose
 * heart stopped, or whose process is gone from this machine, is taken over. The only file that knows proper-lockfile.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { coerceError, EXIT, HsAssocError, systemCode } from '../../core/errors.ts';
import { asNumber, asObject, asText } from '../../core/json.ts';

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/** A lock that is held. */
export interface HeldLock {
  /** Who held it before and is gone; null when it was free. */
  readonly takenOverFrom: LockOwner | null;
  release(): Promise<void>;
}

/** A heart that has not beaten for this long has stopped. */
const STALE_MS = 10_000;
const HEARTBEAT_MS = 3_000;
/** How often a lock without a living owner is tried, and how long: until its heart has stopped for certain. */
const RETRY_MS = 100;
const WAIT_MS = STALE_MS + 2 * HEARTBEAT_MS;

/**
 * Takes the lock at `path`, or throws an `HsAssocError` (exit 6) that names its holder. `onLost` is called when the lock
 * was taken over by another process, as after a long sleep of this machine.
 */
export async function takeLock(
  path: string,
  options: { readonly what: string; readonly onLost: () => void },
): Promise<HeldLock> {
  await mkdir(dirname(path), { recursive: true });
  const untilMs = performance.now() + WAIT_MS;
  for (;;) {
    try {
      return await takeOnce(path, options.onLost);
    } catch (thrown) {
      const owner = await readOwner(path);
      // Whoever locked it is either about to write its name, or was killed before it could: the lock itself tells.
      const isNameless = systemCode(thrown) === 'ELOCKED' && (owner === null || isGone(owner));
      if (!isNameless || performance.now() > untilMs) throw lockError(thrown, options.what, owner);
      await delay(RETRY_MS);
    }
  }
}

async function takeOnce(path: string, onLost: () => void): Promise<HeldLock> {
  const owner = await readOwner(path);
  if (owner === null || !isGone(owner)) return take(path, { owner, onLost });
  // Two processes may find the same holder gone: the second one must not clear away the lock of the first.
  const takeover = takeoverFolder(path);
  const release = await lockfile.lock(takeover, { ...FIXED, lockfilePath: takeover });
  try {
    const left = await readOwner(path);
    if (left !== null && isGone(left)) await rm(lockFolder(path), { recursive: true, force: true });
    return await take(path, { owner: left, onLost });
  } finally {
    await release();
  }
}

const FIXED = { realpath: false, stale: STALE_MS, update: HEARTBEAT_MS };

async function take(
  path: string,
  { owner, onLost }: { readonly owner: LockOwner | null; readonly onLost: () => void },
): Promise<HeldLock> {
  const mine: LockOwner = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  const release = await lockfile.lock(path, { ...FIXED, lockfilePath: lockFolder(path), onCompromised: onLost });
  await writeFile(ownerFile(path), `${JSON.stringify(mine)}\n`, { mode: 0o600 });
  return {
    takenOverFrom: owner,
    release: async () => {
      // Whoever took the lock over in the meantime holds it now, and has its name there.
      const now = await readOwner(path);
      if (now?.pid === mine.pid && now.since === mine.since) await rm(ownerFile(path), { force: true });
      await release().catch(() => {});
    },
  };
}

/** Who holds the lock at `path` now; null when nobody does, or when its holder is gone. */
export async function lockHolder(path: string): Promise<LockOwner | null> {
  const isHeld = await lockfile
    .check(path, { realpath: false, lockfilePath: lockFolder(path), stale: STALE_MS })
    .catch(() => false);
  const owner = isHeld ? await readOwner(path) : null;
  return owner === null || isGone(owner) ? null : owner;
}

/** The names of everything that a lock at this path leaves beside it. */
export function lockRemains(path: string): readonly string[] {
  return [ownerFile(path), lockFolder(path), takeoverFolder(path)];
}

function lockFolder(path: string): string {
  return `${path}.lock`;
}

function takeoverFolder(path: string): string {
  return `${path}.takeover`;
}

function ownerFile(path: string): string {
  return `${path}.owner.json`;
}

async function readOwner(path: string): Promise<LockOwner | null> {
  try {
    const fields = asObject(JSON.parse(await readFile(ownerFile(path), 'utf8')));
    const pid = asNumber(fields?.pid);
    return pid === null ? null : { pid, host: asText(fields?.host), since: asText(fields?.since) };
  } catch {
    return null;
  }
}

/** Whether the holder is gone from this machine for certain. In a container each process may have the same number. */
function isGone({ pid, host, since }: LockOwner): boolean {
  if (host !== hostname()) return false;
  const startedMs = Date.now() - process.uptime() * 1_000;
  return pid === process.pid ? Date.parse(since) < startedMs : !isAlive(pid);
}

/** Whether a process of this number runs on this machine; one that may not be signalled does. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return systemCode(thrown) === 'EPERM';
  }
}

function lockError(thrown: unknown, what: string, owner: LockOwner | null): HsAssocError {
  if (systemCode(thrown) !== 'ELOCKED') {
    const message = `${what} could not be locked: ${coerceError(thrown).message}`;
    const hint = 'make room on the disk, or mend its permissions, and type the same command again';
    return new HsAssocError('LOCK_FAILED', { message, hint, exitCode: EXIT.resumable, cause: thrown });
  }
  const who = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}, since ${owner.since},`;
  return new HsAssocError('LOCKED', {
    message: `${who} is at work on ${what}`,
    hint: 'wait until it has ended; when it is gone for certain, its lock is free 10 seconds after its last sign of life',
    exitCode: EXIT.locked,
  });
}
