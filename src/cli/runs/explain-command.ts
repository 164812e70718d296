/** `hs-assoc explain`: one row's life, from the files of its run. */
import { EXIT } from '../../core/errors.ts';
import type { CommandCall } from '../commands.ts';
import { OptionReader } from '../options/option-reader.ts';
import { joinSources } from '../options/option-sources.ts';
import { readInteger } from '../options/option-values.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { colorsFor } from '../screen/colors.ts';
import { quoted } from '../wording/numbers.ts';
import { explainHelp } from './explain-flags.ts';
import { lookUpRun } from './look-up-run.ts';
import { renderRowStory } from './render-row-story.ts';
import { tellRow } from './row-story.ts';
import { judgeRun } from './run-state.ts';

/** Shows one row's life on stdout. Rejects with an `HsAssocError` when there is no such row or run. */
export async function runExplainCommand({ argv, environment, allFlags }: CommandCall): Promise<number> {
  const parsed = parseArguments(argv, explainHelp.flags);
  const reader = new OptionReader(joinSources({ parsed, environment, flags: explainHelp.flags, allFlags }));
  reader.checkUnknown(parsed, explainHelp.flags, () => null);
  const [rowText, name = null, third] = parsed.positionals;
  const row = readRow(rowText, reader);
  if (third !== undefined) reader.complain({ code: 'ARGUMENT_UNEXPECTED', message: 'one run at a time' });
  const runsDir = reader.text('runs-dir') ?? 'runs';
  const isJson = reader.isOn('json');
  reader.finish('explain');
  const story = await tellRow(row, await judgeRun(await lookUpRun(name, runsDir)));
  const text = isJson
    ? `${JSON.stringify(story, null, 2)}\n`
    : renderRowStory(story, colorsFor(process.stdout, environment));
  process.stdout.write(text);
  return EXIT.ok;
}

function readRow(text: string | undefined, reader: OptionReader): number {
  const row = text === undefined ? null : readInteger(text.replaceAll(',', ''));
  if (row !== null && row > 0) return row;
  const hint = 'hs-assoc explain 17';
  const message =
    text === undefined
      ? 'Which row? Name its number: 1 is the first record after the header.'
      : `${quoted(text)} is no row number: 1 is the first record after the header`;
  reader.complain({ code: 'ROW_MISSING', message, hint });
  return 0;
}
