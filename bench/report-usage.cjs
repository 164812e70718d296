// Loaded into every measured process with --require: writes what the process used into a file when it ends. The kernel
// counts the same for `time`, but that is not installed everywhere and tells only hundredths of a second.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, rssBytes: maxRSS * 1024 };
  writeFileSync(process.env.HS_BENCH_USAGE, JSON.stringify(usage));
});
