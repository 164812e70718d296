/** What a command's flags are, as data: the parser, `--help`, the environment and the configuration file all read this. */

/** One flag. Its name is also its key in the configuration file, and in upper case its environment variable. */
export interface Flag {
  /** Kebab-case, without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** A switch is on or off, a value is given once (the last one counts), a list may be given several times. */
  readonly kind: 'switch' | 'value' | 'list';
  /** How `--help` writes the value: `N`, `FILE`. */
  readonly placeholder?: string;
  readonly group: string;
  /** One to three lines for `--help`, with the default where there is one. */
  readonly help: string;
}

/** What `--help` says of a command beside its flags. */
export interface CommandHelp {
  /** Without the program's name: `import <file>`. */
  readonly usage: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly about: readonly string[];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  readonly flags: readonly Flag[];
}

const PREFIX = 'HS_ASSOC_';

/** `HS_ASSOC_BATCH_SIZE` for `batch-size`. */
export function environmentName(flagName: string): string {
  return PREFIX + flagName.toUpperCase().replaceAll('-', '_');
}

/** Whether a variable of this name is meant for this program. */
export function isOwnVariable(name: string): boolean {
  return name.startsWith(PREFIX);
}
