/** One row's life as lines for stdout: what it was, what was sent, what HubSpot said, and what to do now. */
import type { LoggedRequest } from '../../adapters/run/request-history.ts';
import type { RowStatus } from '../../core/terms.ts';
import type { Colors } from '../screen/colors.ts';
import { count, duration, oneLine } from '../wording/numbers.ts';
import type { RowStory } from './row-story.ts';

const LONGEST_FIELD = 120;
const LONGEST_MESSAGE = 600;
const LONGEST_RANGES = 40;
const LABEL_WIDTH = 10;

/** What each status says of one row. */
const MEANINGS: Readonly<Record<RowStatus, string>> = {
  created: 'HubSpot confirmed it',
  exists: 'it was there before; nothing was written',
  duplicate: 'an earlier row asks for the same, and shares its success',
  invalid: 'wrong in the file, never sent',
  rejected: 'refused by HubSpot',
  failed: 'given up, and certainly not written',
  unknown: 'sent, and no sure answer came: it may be there, and sending it again is harmless',
  not_sent: 'the run stopped first',
};

/** The story, with a newline at its end. */
export function renderRowStory(story: RowStory, colors: Colors): string {
  const { row, run, status, message, code, advice, next } = story;
  return [
    `${colors.bold(`Row ${count(row)}`)} of ${run}`,
    '',
    ...fieldLines(story, colors),
    line('ids', idsOf(story)),
    ...typeLines(story),
    '',
    ...requestLines(story, colors),
    line(
      'outcome',
      `${paint(status, colors)(status.replace('_', ' '))}: ${code === 'DRY_RUN' ? 'this was a dry run' : MEANINGS[status]}`,
    ),
    ...(code === '' ? [] : [line('code', code)]),
    ...(message === '' ? [] : [line('message', oneLine(message, LONGEST_MESSAGE))]),
    ...decidedBy(story),
    '',
    ...(advice === null ? ['Nothing is left to do.'] : [`To do: ${advice}`]),
    ...(next === null ? [] : [`  ${colors.bold(next)}`]),
    '',
  ].join('\n');
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

function fieldLines({ fields, input, isInputUnchanged }: RowStory, colors: Colors): readonly string[] {
  if (fields === null) return [line('fields', colors.dim(`${input} is gone or has changed, so they cannot be shown`))];
  const width = Math.min(LONGEST_FIELD / 4, Math.max(0, ...fields.map(({ name }) => oneLine(name, 40).length)));
  const lines = fields.map(({ name, value }, index) =>
    line(index === 0 ? 'fields' : '', `${colors.dim(oneLine(name, 40).padEnd(width))}  ${shown(value, colors)}`),
  );
  const note = isInputUnchanged ? [] : [line('', colors.dim(`(${input} has changed since the run)`))];
  return [...lines, ...note];
}

function shown(value: string, colors: Colors): string {
  return value === '' ? colors.dim('(empty)') : oneLine(value, LONGEST_FIELD);
}

function idsOf({ fromType, fromId, toType, toId }: RowStory): string {
  const end = (type: string, id: string): string => `${oneLine(type, 40)} ${oneLine(id, 40) || '(no id)'}`;
  return `${end(fromType, fromId)} → ${end(toType, toId)}`;
}

/** None for an invalid row without types: it may have asked for a label that nobody knows, or for nothing at all. */
function typeLines({ types, status }: RowStory): readonly string[] {
  if (types !== '') return [line('types', types.replaceAll(';', ', '))];
  return status === 'invalid' ? [] : [line('types', 'the default association')];
}

function requestLines({ requests, attempts, status }: RowStory, colors: Colors): readonly string[] {
  if (requests.length > 0) return [...requests.map((request, index) => oneRequest(request, index, colors)), ''];
  if (attempts === 0) return [line('requests', neverSent(status)), ''];
  return [line('requests', colors.dim(`${count(attempts)}, but run.log no longer tells of them`)), ''];
}

function neverSent(status: RowStatus): string {
  return status === 'exists' ? 'none to write: HubSpot showed it when it was asked' : 'none';
}

function oneRequest({ time, batch, rows, ...answer }: LoggedRequest, index: number, colors: Colors): string {
  const { httpStatus, code, correlationId, elapsedMs } = answer;
  const together = /^\d+$/.test(rows) ? 'alone' : `rows ${oneLine(rows, LONGEST_RANGES)}`;
  const said = httpStatus === null ? 'no answer' : `HTTP ${httpStatus}`;
  const facts = [
    `${time.slice(0, 19).replace('T', ' ')} UTC`,
    `batch ${batch} (${together})`,
    `${said}${code === '' || code === `HTTP_${httpStatus}` ? '' : ` ${code}`} after ${elapsedMs < 1_000 ? `${elapsedMs} ms` : duration(elapsedMs)}`,
  ];
  const id = correlationId === '' ? '' : colors.dim(`\n${' '.repeat(LABEL_WIDTH + 2)}correlation id ${correlationId}`);
  return `${line(index === 0 ? 'requests' : '', facts.join('  '))}${id}`;
}

/** The answer that decided, where it is none of the requests above: a reading, for instance. */
function decidedBy({ httpStatus, correlationId, requests, status }: RowStory): readonly string[] {
  // Without this, a row whose requests all went unanswered would be created for no reason.
  if (status === 'created' && httpStatus === null && requests.length > 0) {
    return [line('by', 'reading back: none of these answers told, and HubSpot showed it when it was asked')];
  }
  if (httpStatus === null || requests.some((request) => request.correlationId === correlationId)) return [];
  return [line('by', `HTTP ${httpStatus}${correlationId === '' ? '' : `, correlation id ${correlationId}`}`)];
}

function paint(status: RowStatus, colors: Colors): (text: string) => string {
  if (status === 'created' || status === 'exists' || status === 'duplicate') return colors.green;
  return status === 'not_sent' ? colors.yellow : colors.red;
}
