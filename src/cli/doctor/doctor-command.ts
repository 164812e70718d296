/** `hs-assoc doctor`: runs the checks, says what each found, and ends with the exit code of the worst. */
import { EXIT, type ExitCode } from '../../core/errors.ts';
import type { ObjectPair } from '../../core/terms.ts';
import { readAccountCall, readPair } from '../account/account-options.ts';
import { type AccountUse, type OpenAccount, withAccount } from '../account/account-session.ts';
import type { CommandCall } from '../commands.ts';
import { type Colors, colorsFor } from '../screen/colors.ts';
import { quoted } from '../wording/numbers.ts';
import { type Check, type CheckKind, ok, trouble } from './check.ts';
import { doctorHelp } from './doctor-flags.ts';
import { checkAccount, checkScopes } from './hubspot-checks.ts';
import { checkDisk, checkProxy, checkToken, checkVersions } from './local-checks.ts';

/** Runs `hs-assoc doctor`. Rejects with an `HsAssocError` for a wrong call, or with a bug. */
export async function runDoctorCommand(call: CommandCall): Promise<number> {
  const { reader, positionals, account } = readAccountCall(call, doctorHelp);
  const [stray] = positionals;
  if (stray !== undefined) {
    const message = `doctor takes no ${quoted(stray)}: name object types with --from and --to`;
    reader.complain({ code: 'ARGUMENT_UNEXPECTED', message });
  }
  const [from, to] = [reader.text('from'), reader.text('to')];
  const pair = from === null && to === null ? null : readPair(reader, from ?? to ?? '', to ?? from ?? '');
  const runsDir = reader.text('runs-dir') ?? 'runs';
  reader.finish('doctor');
  const use = { options: account, environment: call.environment, command: 'hs-assoc doctor', pair };
  const checks = [
    checkVersions(account.apiVersion, process.versions.node),
    await checkDisk(runsDir),
    checkProxy(account.baseUrl),
    ...(await hubspotChecks(use)),
  ];
  const exitCode = exitCodeOf(checks);
  const colors = colorsFor(process.stdout, call.environment);
  process.stdout.write(account.json ? documentOf(checks, exitCode) : render(checks, colors));
  return exitCode;
}

async function hubspotChecks(use: AccountUse): Promise<readonly Check[]> {
  const { options, environment, command, pair } = use;
  const search = { tokenFile: options.tokenFile, environment, command, canRehearse: true, from: null, to: null };
  const [token, found] = options.sandbox ? [ok('token', 'none is needed for the sandbox'), ''] : checkToken(search);
  if (found === null) return [token];
  const more = await withAccount(use, async (account) => {
    const checks = await checkAccount(account, () => Date.now());
    // Whoever is turned away at the door would be turned away at each further one.
    if (checks.some(({ kind }) => kind === 'refused' || kind === 'unreachable')) return checks;
    return [
      ...checks,
      pair === null ? unasked() : await checkScopes(account, pair),
      ...(await otherSide(pair, account)),
    ];
  });
  return [token, ...more];
}

async function otherSide(pair: ObjectPair | null, account: OpenAccount): Promise<readonly Check[]> {
  return pair === null || pair.from === pair.to ? [] : [await checkScopes(account, { from: pair.to, to: pair.from })];
}

function unasked(): Check {
  return trouble(
    'scopes',
    'warn',
    'not checked',
    'Name the object types: hs-assoc doctor --from contacts --to companies',
  );
}

function exitCodeOf(checks: readonly Check[]): ExitCode {
  const kinds = new Set(checks.map(({ kind }) => kind));
  if (kinds.has('refused')) return EXIT.account;
  if (kinds.has('unreachable')) return EXIT.resumable;
  return kinds.has('fail') ? EXIT.rowsNeedAHand : EXIT.ok;
}

/** What is shown of a kind: three words are enough for a reader. */
function wordOf(kind: CheckKind): 'ok' | 'warn' | 'fail' {
  return kind === 'ok' || kind === 'warn' ? kind : 'fail';
}

function render(checks: readonly Check[], colors: Colors): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red };
  return checks
    .map(({ name, kind, message, advice }) => {
      const word = wordOf(kind);
      const line = `${paint[word](word.padEnd(4))}  ${name.padEnd(width)}  ${message}\n`;
      return advice === null ? line : `${line}${' '.repeat(width + 8)}→ ${advice}\n`;
    })
    .join('');
}

function documentOf(checks: readonly Check[], exitCode: ExitCode): string {
  const listed = checks.map(({ name, kind, message, advice }) => ({ name, status: wordOf(kind), message, advice }));
  return `${JSON.stringify({ schemaVersion: 1, exitCode, checks: listed }, null, 2)}\n`;
}
