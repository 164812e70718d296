/** Reads a configuration file: a JSON object whose keys are flags. */
import { readFileSync } from 'node:fs';
import { coerceError, HsAssocError, systemCode } from '../../core/errors.ts';

/** A configuration file's content by key, keys in kebab-case. */
export type ConfigValues = ReadonlyMap<string, unknown>;

/** Reads the file. Throws an `HsAssocError` when it is not there or no JSON object. */
export function readConfigFile(path: string): ConfigValues {
  const parsed = parse(readText(path), path);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new HsAssocError('CONFIG_UNREADABLE', {
      message: `${path}: a configuration file is a JSON object`,
      hint: 'For example: {"from": "contacts", "to": "companies", "batch-size": 500}',
    });
  }
  return new Map(Object.entries(parsed).map(([key, value]) => [kebabCase(key), value]));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (thrown) {
    const why = systemCode(thrown) === 'ENOENT' ? 'there is no such file' : coerceError(thrown).message;
    throw new HsAssocError('CONFIG_UNREADABLE', {
      message: `--config ${path}: ${why}`,
      hint: 'Check the path of --config.',
      cause: thrown,
    });
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    // The parser's own message may quote the text, and someone may have put a token into it.
    const at = /position (\d+)/.exec(coerceError(thrown).message)?.[1];
    const line = at === undefined ? '' : `, line ${text.slice(0, Number(at)).split('\n').length}`;
    throw new HsAssocError('CONFIG_UNREADABLE', {
      message: `${path}${line}: this is not JSON`,
      hint: 'Keys and texts stand in double quotes, no comma follows the last entry, and there are no comments.',
    });
  }
}

/** `batch-size` for `batchSize` and `batch_size`. */
function kebabCase(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
