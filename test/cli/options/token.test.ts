// Where the token comes from, and that no message repeats it.
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findToken, type TokenSearch } from '../../../src/cli/options/token.ts';
import { HsAssocError } from '../../../src/core/errors.ts';
import { temporaryFolder } from '../support.ts';

const search: TokenSearch = {
  tokenFile: null,
  environment: {},
  command: "hs-assoc import 'my links.csv' --to tickets",
  canRehearse: true,
  from: 'contacts',
  to: 'tickets',
};

function tokenFile(content: string, mode = 0o600): string {
  const file = path.join(temporaryFolder(), 'token');
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

function refusal(given: Partial<TokenSearch>): HsAssocError {
  try {
    findToken({ ...search, ...given });
  } catch (thrown) {
    if (thrown instanceof HsAssocError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

describe('the token', () => {
  test('comes from the environment, trimmed', () => {
    expect(findToken({ ...search, environment: { HUBSPOT_ACCESS_TOKEN: ' pat-na1-1 \n' } })).toEqual({
      token: 'pat-na1-1',
      warning: null,
    });
  });

  test('comes from a file before the environment', () => {
    const environment = { HUBSPOT_ACCESS_TOKEN: 'other' };
    expect(findToken({ ...search, environment, tokenFile: tokenFile('\uFEFFpat-na1-2\r\n') })).toEqual({
      token: 'pat-na1-2',
      warning: null,
    });
  });

  test('in a file that others can read is used with a warning', () => {
    const file = tokenFile('pat-na1-3', 0o644);
    expect(findToken({ ...search, tokenFile: file }).warning).toContain(`chmod 600 ${file}`);
    const spaced = `${file} of mine`;
    renameSync(file, spaced);
    expect(findToken({ ...search, tokenFile: spaced }).warning).toContain(`chmod 600 '${spaced}'`);
  });

  test.each([
    ['', 'no token'],
    ['pat-secret\npat-secret2', 'more than one line'],
    ['Bearer pat-secret', 'a space'],
    ['"pat-secret"', 'characters beside'],
    ['pat-secrét', 'characters beside'],
  ])('%j is refused', (content, why) => {
    const { code, message, hint, exitCode } = refusal({ tokenFile: tokenFile(content) });
    expect({ code, exitCode }).toEqual({ code: 'TOKEN_MALFORMED', exitCode: 2 });
    expect(message).toContain(why);
    expect(`${message}${hint}`).not.toContain('secr');
  });

  test('that is missing is asked for with the commands to type and the scopes it needs', () => {
    const { code, exitCode, hint } = refusal({ environment: { HUBSPOT_ACCESS_TOKEN: ' ' } });
    expect({ code, exitCode }).toEqual({ code: 'TOKEN_MISSING', exitCode: 2 });
    expect(hint).toContain("hs-assoc import 'my links.csv' --to tickets --sandbox");
    expect(refusal({ canRehearse: false }).hint).not.toContain('--sandbox');
    expect(hint).toContain('HUBSPOT_ACCESS_TOKEN');
    expect(hint).toContain('Development > Keys > Service keys');
    expect(hint).toContain('crm.objects.contacts.read, crm.objects.contacts.write, tickets');
    expect(refusal({ from: null, to: 'p_vendor' }).hint).toContain('crm.objects.custom.write');
    expect(refusal({ from: null, to: null }).hint).toContain('of each object type');
  });

  test('file that is not there is named', () => {
    expect(refusal({ tokenFile: '/nowhere/token' }).message).toBe('--token-file /nowhere/token: there is no such file');
  });
});
