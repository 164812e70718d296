// A run directory that something happened to, while the run was under way or between two sittings.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { onlyRun } from '../cli/support.ts';
import {
  call,
  expectResumable,
  expectTrueSummary,
  linkRows,
  shell,
  stoppedRun,
  underWay,
  workplaceWith,
} from './support.ts';

describe('a run directory', () => {
  test('that takes no new files stops the run, which goes on when it does', async () => {
    const place = await workplaceWith();
    const running = await underWay(place);
    const draft = path.join(onlyRun(place.cwd), 'checkpoint.json.new');
    // A folder in the way refuses root as well, for whom modes mean nothing.
    mkdirSync(draft);
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('checkpoint.json could not be'),
    });
    expectTrueSummary(place.cwd, 5);
    rmSync(draft, { recursive: true });
    await expectResumable(place);
  });

  test('that is gone ends the run, and nothing is left to resume', async () => {
    const place = await workplaceWith();
    const running = await underWay(place);
    rmSync(onlyRun(place.cwd), { recursive: true });
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining('its directory is not there') });
    expect(stderr).toContain('hs-assoc import links.csv');
    expect(stderr).not.toContain('hs-assoc resume');
  });

  test('that cannot be made is told before anything is sent', async () => {
    const { cwd, sandbox, argv } = await workplaceWith();
    writeFileSync(path.join(cwd, 'runs'), 'a file');
    const { code, stderr } = await call({ cwd }, ...argv);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--runs-dir') });
    expect(sandbox.counts.total).toBe(0);
  });

  test('that was there before, empty, is there again when nothing could be sent', async () => {
    const { cwd, argv } = await workplaceWith();
    mkdirSync(path.join(cwd, 'mine'));
    const wrong = argv.map((word) => (word === 'companies' ? 'p_nothing' : word));
    for (const out of ['mine', 'new']) {
      const { code, stderr } = await call({ cwd }, ...wrong, '--out', out);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('p_nothing') });
    }
    expect(readdirSync(path.join(cwd, 'mine'))).toEqual([]);
    expect(existsSync(path.join(cwd, 'new'))).toBe(false);
  });

  test('that lacks one of its files is not resumed', async () => {
    const place = await stoppedRun();
    for (const name of ['results.csv', 'failed.csv', 'additions.jsonl']) {
      const at = path.join(onlyRun(place.cwd), name);
      const content = readFileSync(at);
      rmSync(at);
      const { code, stderr } = await call(place, 'resume');
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(`${name} is gone`) });
      expect(stderr).toContain('import the file anew');
      writeFileSync(at, content);
    }
    await expectResumable(place);
  });

  test('whose outputs were cut short is not resumed, but cron goes on with a new run', async () => {
    const place = await stoppedRun();
    truncateSync(path.join(onlyRun(place.cwd), 'results.csv'), 20);
    const resumed = await call(place, 'resume');
    expect(resumed).toMatchObject({ code: 2, stderr: expect.stringContaining('it was cut or replaced since') });
    const again = await call(place, ...place.argv, '--auto-resume');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('this is a new run') });
    expect(place.sandbox.store.size).toBe((place.rows * 9) / 10);
  });

  test('without its summary is resumed, and has one again', async () => {
    const place = await stoppedRun();
    rmSync(path.join(onlyRun(place.cwd), 'summary.json'));
    expect((await call(place, 'resume')).code).toBe(1);
    expectTrueSummary(place.cwd, 1);
  });

  test('of which a process was killed before it began is told from one that has sent something', async () => {
    const { cwd, argv } = await workplaceWith({ rows: 20 });
    mkdirSync(path.join(cwd, 'runs/mine'), { recursive: true });
    writeFileSync(path.join(cwd, 'runs/mine/run.log'), '');
    const { code, stderr } = await call({ cwd }, ...argv, '--out', 'runs/mine');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('or look what is in it') });
  });
});

describe('a checkpoint', () => {
  const edits: readonly (readonly [string, (text: string) => string])[] = [
    ['cut off', (text) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['of other rows', (text) => text.replace(/"rowsDone": \d+/, '"rowsDone": 3')],
    ['of another position', (text) => text.replace(/"offset": \d+/, '"offset": 1')],
    ['of other bytes', (text) => text.replace(/"results": \d+/, '"results": 90')],
    ['of other settings', (text) => text.replace('"batchSize": 10', '"batchSize": 11')],
    ['without the number of errors', (text) => text.replace('"numErrors"', '"errors"')],
    ['of another version', (text) => text.replace('"schemaVersion": 3', '"schemaVersion": 2')],
  ];

  test('that was cut off or edited is refused, and says what to do', async () => {
    const place = await stoppedRun();
    const at = path.join(onlyRun(place.cwd), 'checkpoint.json');
    const content = readFileSync(at, 'utf8');
    for (const [what, edit] of edits) {
      expect([what, edit(content)]).not.toEqual([what, content]);
      writeFileSync(at, edit(content));
      const { code, stderr } = await call(place, 'resume', onlyRun(place.cwd));
      const said = expect.stringContaining('checkpoint.json cannot be used');
      expect({ what, code, stderr }).toMatchObject({ what, code: 2, stderr: said });
      expect(stderr).toContain('import the file anew');
    }
    expect(await call(place, 'resume')).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be used') });
    expect((await call(place, ...place.argv, '--auto-resume')).code).toBe(1);
    expect(place.sandbox.store.size).toBe((place.rows * 9) / 10);
  });
});

test('a checkpoint whose requests are no counts is refused, since nothing can be added to them', async () => {
  const place = await stoppedRun();
  const at = path.join(onlyRun(place.cwd), 'checkpoint.json');
  writeFileSync(at, readFileSync(at, 'utf8').replace('"requests": {', '"requests": {}, "others": {'));
  const { code, stderr } = await call(place, 'resume', onlyRun(place.cwd));
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is of another version, or was edited'),
  });
});

describe('the input of a run', () => {
  const edits: readonly (readonly [string, (text: string) => string, string])[] = [
    ['changed', (text) => text.replace('\n1000,', '\n2000,'), 'its content was changed'],
    ['shortened', (text) => text.slice(0, -100), 'bytes and has'],
    ['appended to', (text) => `${text}5,6,\n`, '5 bytes were appended'],
  ];

  test('that was changed, shortened or appended to is refused, and what changed is told', async () => {
    const place = await stoppedRun();
    const at = path.join(place.cwd, 'links.csv');
    const content = readFileSync(at, 'utf8');
    for (const [what, edit, said] of edits) {
      writeFileSync(at, edit(content));
      const { code, stderr } = await call(place, 'resume');
      expect({ what, code, stderr }).toMatchObject({ what, code: 2, stderr: expect.stringContaining(said) });
      expect(stderr).toContain('bring the old file back, or import the new one');
    }
    writeFileSync(at, content);
    await expectResumable(place);
  });

  test('that is another one every night does not keep cron from its work', async () => {
    const place = await stoppedRun();
    writeFileSync(path.join(place.cwd, 'links.csv'), linkRows(40));
    const again = await call(place, ...place.argv, '--auto-resume');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('this is a new run') });
  });

  test('is found from another folder, too', async () => {
    const place = await stoppedRun();
    const elsewhere = path.join(place.cwd, 'elsewhere');
    mkdirSync(elsewhere);
    const resumed = await call({ cwd: elsewhere }, 'resume', onlyRun(place.cwd));
    expect(resumed.code).toBe(1);
    expectTrueSummary(place.cwd, 1);
    expect((await shell('ls -A', elsewhere)).stdout).toBe('');
  });

  test('that is gone is told by its name', async () => {
    const place = await stoppedRun();
    rmSync(path.join(place.cwd, 'links.csv'));
    const { code, stderr } = await call(place, 'resume');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('links.csv: there is no such') });
    expect(stderr).toMatch(/bring it back to this place, then: hs-assoc resume \S*runs\//);
  });

  test('is named by an import when its last run is unfinished, and taken up with --auto-resume', async () => {
    const place = await stoppedRun();
    const name = path.relative(place.cwd, onlyRun(place.cwd));
    const resumed = await call(place, ...place.argv, '--auto-resume');
    expect(resumed).toMatchObject({ code: 1, stderr: expect.stringContaining(`resuming ${name}`) });
    expectTrueSummary(place.cwd, 1);

    const other = await stoppedRun();
    const unfinished = path.relative(other.cwd, onlyRun(other.cwd));
    const again = await call(other, ...other.argv);
    expect(again.stderr).toContain(`to finish it instead: hs-assoc resume ${unfinished}`);
  });

  test('has the next command find the token where this call found it', async () => {
    const place = await stoppedRun();
    const unfinished = path.relative(place.cwd, onlyRun(place.cwd));
    writeFileSync(path.join(place.cwd, 'token'), 'any\n', { mode: 0o600 });
    const again = await call(place, ...place.argv, '--token-file', 'token', '--out', 'runs/second');
    expect(again.stderr).toContain(`to finish it instead: hs-assoc resume ${unfinished} --token-file token\n`);
    const resumed = await call(place, 'resume', unfinished, '--token-file', 'token');
    expect(resumed.stderr).toMatch(/hs-assoc import runs\/\S+\/failed\.csv .* --token-file token\n/);
  });

  test('is taken up with the pace and the bounds of the call that does it', async () => {
    const place = await stoppedRun();
    const calm = ['--rate', '77', '--max-errors', '50%', '--log-file', 'second.log', '--auto-resume'];
    expect(await call(place, ...place.argv, ...calm)).toMatchObject({ code: 1 });
    const { settings } = JSON.parse(readFileSync(path.join(onlyRun(place.cwd), 'checkpoint.json'), 'utf8'));
    expect(settings).toMatchObject({ rate: 77, logFile: expect.stringContaining('second.log') });
    expect(existsSync(path.join(place.cwd, 'second.log'))).toBe(true);
  });

  test('is not taken up by an import of the same file that makes something else, or somewhere else', async () => {
    const place = await stoppedRun();
    const unfinished = path.relative(place.cwd, onlyRun(place.cwd));
    const withType = [...place.argv, '--type', '279', '--out', 'runs/typed', '--auto-resume'];
    const typed = await call(place, ...withType);
    expect(typed).toMatchObject({ code: 1, stderr: expect.stringContaining(`to finish that, too: hs-assoc resume`) });
    expect(expectTrueSummary(place.cwd, 1, path.join(place.cwd, 'runs/typed')).rows.read).toBe(place.rows);
    const rehearsal = place.argv.flatMap((word) => (word === '--base-url' || word === place.sandbox.url ? [] : [word]));
    const rehearsed = await call(place, ...rehearsal, '--sandbox', '--auto-resume', '--out', 'runs/rehearsal');
    expect(rehearsed.stderr).not.toContain(`resuming ${unfinished}`);
    const resumed = await call(place, ...place.argv, '--auto-resume');
    expect(resumed).toMatchObject({ code: 1, stderr: expect.stringContaining(`resuming ${unfinished}`) });
  });

  test('may be kept in a directory of its own name, and cron takes it up there', async () => {
    const place = await stoppedRun({ flags: ['--out', 'nightly/today'] });
    const resumed = await call(place, ...place.argv, '--auto-resume');
    expect(resumed).toMatchObject({ code: 1, stderr: expect.stringContaining('resuming nightly/today') });
    expectTrueSummary(place.cwd, 1, path.join(place.cwd, 'nightly/today'));
  });

  test('from a pipe cannot be resumed, which is said at once, unless a copy is kept', async () => {
    const place = await workplaceWith();
    const argv = place.argv.map((word) => (word === 'links.csv' ? '-' : word));
    writeFileSync(path.join(place.cwd, 'piped.csv'), linkRows(300));
    const from = (more: string): ReturnType<typeof shell> => {
      const words = [...argv, '--max-errors', '5'].map((word) => `'${word}'`).join(' ');
      return shell(
        `cat piped.csv | "${process.execPath}" "${path.resolve(import.meta.dirname, '../../dist/bin.js')}" ${words} ${more}`,
        place.cwd,
      );
    };
    const lost = await from('--out runs/lost');
    expect(lost).toMatchObject({ code: 3, stderr: expect.stringContaining('--keep-input keeps a copy') });
    expect(expectTrueSummary(place.cwd, 3, path.join(place.cwd, 'runs/lost')).next).toBeNull();
    expect(await call(place, 'resume', 'lost')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be read twice'),
    });
    const kept = await from('--out runs/kept --keep-input');
    expect(kept.stderr).not.toContain('cannot be read twice');
    let { code } = kept;
    for (let sitting = 0; code === 3 && sitting < 20; sitting += 1)
      code = (await call(place, 'resume', 'runs/kept')).code;
    expect(code).toBe(1);
    expect(expectTrueSummary(place.cwd, 1, path.join(place.cwd, 'runs/kept')).rows.read).toBe(300);
  });
});
