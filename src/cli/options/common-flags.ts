/** Flags that every command has. */
import type { Flag } from './flags.ts';

/** The group under which `--help` lists them. */
export const GENERAL_GROUP = 'General';

/** `--config`. */
export const configFlag: Flag = {
  name: 'config',
  kind: 'value',
  placeholder: 'FILE',
  group: GENERAL_GROUP,
  help: 'A JSON file with any of these flags as keys: {"from": "contacts"}',
};

/** `--verbose`. */
export const verboseFlag: Flag = {
  name: 'verbose',
  short: 'v',
  kind: 'switch',
  group: GENERAL_GROUP,
  help: 'Say more: the settings in force, and where a bug came from',
};

/** `--yes`, of commands that ask; which group lists it, and what it agrees to, is theirs to say. */
export const yesFlag: Flag = {
  name: 'yes',
  short: 'y',
  kind: 'switch',
  group: GENERAL_GROUP,
  help: 'Do not ask: for scripts',
};
