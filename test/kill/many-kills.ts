/**
 * `npm run test:kill [-- kills [seed]]`: kills the built command at random moments, at least 200 times unless told
 * otherwise, resumes it until it is done, and compares what it leaves with an undisturbed import. Ends with 1 when
 * anything differs.
 */
import { KILL_CASES, killCase } from './kill-files.ts';
import { killAndCompare } from './kill-run.ts';

const KILLS_PER_RUN = 12;
const AT_ONCE = 3;

const [kills = 200, firstSeed = 1] = process.argv.slice(2).map(Number);
let seed = firstSeed;
let killed = 0;
let runs = 0;
let different = 0;

/** Takes one case after the other, with a new seed each time, until enough processes were killed. */
async function work(): Promise<void> {
  while (killed < kills || runs < KILL_CASES.length) {
    const own = seed;
    seed += 1;
    runs += 1;
    const name = KILL_CASES[own % KILL_CASES.length] ?? '';
    const report = await killAndCompare(killCase(name, own), { seed: own, kills: KILLS_PER_RUN });
    const { time, request, checkpoint } = report.kills;
    killed += time + request + checkpoint;
    const verdict = report.differences.length === 0 ? 'the same' : 'DIFFERENT';
    console.log(
      `seed ${own}, ${name}: killed ${time} times at a time, ${request} at a request, ${checkpoint} at a checkpoint: ${verdict}`,
    );
    if (report.differences.length > 0) {
      different += 1;
      console.log([...report.differences, `see ${report.folder}`].join('\n'));
    }
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
console.log(`${killed} processes killed in ${runs} runs; ${different} of them left something else`);
process.exitCode = different === 0 ? 0 : 1;
