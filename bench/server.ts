/**
 * The bench server as a process of its own: prints its URL on the first line and serves until its standard input ends.
 * `GET /stats` tells the counts, `PUT /stats` sets them back and takes new settings.
 */
import { startBenchServer } from './server/server.ts';
import { parseSettings, unthrottled } from './server/settings.ts';

const [, , settings] = process.argv;
const server = await startBenchServer(settings === undefined ? unthrottled : parseSettings(settings));
process.stdout.write(`${server.url}\n`);
// Whoever started it holds the other end: when that process is gone, so is the server.
process.stdin.on('end', () => process.exit(0)).resume();
