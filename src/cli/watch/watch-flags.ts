/** Flags of `import` for those who are not there when it runs. */
import type { Flag } from '../options/flags.ts';

const WATCH_GROUP = 'When nobody watches';

/** Flags that say whom else to tell. */
export const watchFlags: readonly Flag[] = [
  {
    name: 'ping-url',
    kind: 'value',
    placeholder: 'URL',
    group: WATCH_GROUP,
    help: 'Call URL/start, then URL (exit code 0) or URL/fail, as healthchecks.io and others\nwant it; a call that fails never fails the run',
  },
  {
    name: 'metrics-file',
    kind: 'value',
    placeholder: 'FILE',
    group: WATCH_GROUP,
    help: 'Keep figures for Prometheus in this file, which ends in .prom',
  },
];
