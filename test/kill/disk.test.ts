// A disk that takes no more: the run stops with 5, says the truth, and goes on when there is room.
import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { onlyRun, root } from '../cli/support.ts';
import { expectResumable, expectTrueSummary, shell, statusesOf, underWay, workplaceWith } from './support.ts';

const command = `"${process.execPath}" "${root}/dist/bin.js"`;

/** The way to have a small disk of one's own here, as root or not; null where the system allows none. */
async function namespaceCall(): Promise<string | null> {
  for (const way of ['unshare -m', 'unshare -Urm']) {
    const { code } = await shell(`${way} sh -c 'mkdir -p d && mount -t tmpfs -o size=64k none d'`, '/tmp');
    if (code === 0) return way;
  }
  return null;
}

describe('a disk that is full', () => {
  test('stops the run, which goes on where there is room', async () => {
    const place = await workplaceWith({ rows: 2_000, latencyMs: 0, flags: ['--batch-size', '50'] });
    const way = await namespaceCall();
    const { cwd, argv } = place;
    // 160 blocks of 512 bytes where nothing can be mounted: not a full disk, but the same refusal in the same place.
    const script =
      way === null
        ? `(ulimit -f 160; ${command} ${argv.map((word) => `'${word}'`).join(' ')}); echo "ended $?"; mkdir -p kept; cp -r runs/* kept/`
        : `${way} sh -c 'mkdir runs && mount -t tmpfs -o size=160k none runs && ${command} ${argv.map((word) => `"${word}"`).join(' ')}; echo "ended $?"; cp -r runs kept'; rm -rf runs; mv kept runs`;
    const { stdout, stderr } = await shell(script, cwd);
    expect(stdout).toContain('ended 5');
    if (way !== null) expect(stderr).toContain('the disk is full (ENOSPC). Make room on the disk.');
    expect(stderr).toMatch(/To go on with the file as it is, .*:\n {2}hs-assoc resume runs\//);
    const summary = expectTrueSummary(cwd, 5);
    expect(summary.rows.read).toBeGreaterThan(100);
    await expectResumable(place);
  });

  test('under the eyes of ulimit -f is a file that may not grow', async () => {
    const place = await workplaceWith({ rows: 2_000, latencyMs: 0, flags: ['--batch-size', '50'] });
    const argv = place.argv.map((word) => `'${word}'`).join(' ');
    const { code, stderr } = await shell(`ulimit -f 100; exec ${command} ${argv}`, place.cwd);
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining('(ulimit -f) (EFBIG)') });
    expect(expectTrueSummary(place.cwd, 5).rows.read).toBeGreaterThan(100);
    await expectResumable(place);
  });

  test('before the first checkpoint leaves no run behind: nothing was sent, and no command would see it', async () => {
    const place = await workplaceWith({ rows: 20 });
    const argv = place.argv.map((word) => `'${word}'`).join(' ');
    const { code, stderr } = await shell(`ulimit -f 1; exec ${command} ${argv}`, place.cwd);
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining('checkpoint.json could not') });
    expect(stderr).toMatch(/when that is mended: hs-assoc import links\.csv /);
    expect(readdirSync(path.join(place.cwd, 'runs'))).toEqual(['.locks']);
  });

  test('under what it says costs the words and nothing else', async () => {
    const place = await workplaceWith({ rows: 20 });
    const argv = place.argv.map((word) => `'${word}'`).join(' ');
    const lost = await shell(`${command} ${argv} --json >/dev/full`, place.cwd);
    expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining('standard output cannot be written') });
    const silent = await shell(`${command} ${argv} --out silent 2>/dev/full`, place.cwd);
    expect(silent).toMatchObject({ code: 1, stdout: expect.stringContaining('18  exists') });
    expectTrueSummary(place.cwd, 1, path.join(place.cwd, 'silent'));
  });

  // /dev/full is a file on a full disk, and /dev/null one that cannot be brought to any disk: fsync fails on it.
  test.each([
    ['has no room for the checkpoint', '/dev/full', ['checkpoint.json.new'], 'the disk is full'],
    ['has no room for checkpoint and summary', '/dev/full', ['checkpoint.json.new', 'summary.json.new'], 'is full'],
    ['cannot bring the checkpoint to the disk', '/dev/null', ['checkpoint.json.new'], 'EINVAL'],
    ['fails twice to do so', '/dev/null', ['checkpoint.json.new', 'summary.json.new'], 'EINVAL'],
  ])('that %s stops the run as well', async (_what, device, drafts, said) => {
    const place = await workplaceWith({ rows: 400 });
    const running = await underWay(place);
    const runPath = onlyRun(place.cwd);
    for (const draft of drafts) {
      rmSync(path.join(runPath, draft), { force: true });
      symlinkSync(device, path.join(runPath, draft));
    }
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining(said) });
    expectTrueSummary(place.cwd, 5);
    for (const draft of drafts) rmSync(path.join(runPath, draft), { force: true });
    expect(existsSync(path.join(runPath, 'checkpoint.json'))).toBe(true);
    expect(statusesOf(runPath).length).toBeGreaterThan(0);
    await expectResumable(place);
  });
});
