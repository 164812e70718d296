/** Shows the log's lines to a person, who asked for them with `--verbose`: one short line for each request. */
import { Writable } from 'node:stream';
import { asNumber, asText, parseObject } from '../../core/json.ts';
import { counted } from '../wording/numbers.ts';

/** A stream for JSON lines that says each of them in words. A line that is no JSON is said as it is. */
export function createLogEcho(say: (text: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: unknown, _encoding, done) => {
      for (const line of String(chunk).split('\n')) if (line !== '') say(asWords(line));
      done();
    },
  });
}

function asWords(line: string): string {
  const entry = parseObject(line);
  if (entry === null) return line;
  const { level: _level, time, msg, ...facts } = entry;
  const clock = asText(time).slice(11, 23);
  if (msg !== 'request') return `${clock} ${asText(msg)} ${JSON.stringify(facts)}`;
  const { method, path, batch, inputCount, attempt, httpStatus, code, elapsedMs, correlationId } = facts;
  const inputs = asNumber(inputCount) ?? 0;
  return [
    clock,
    asText(method),
    asText(path),
    ...(inputs > 0 ? [`(batch ${asNumber(batch) ?? 0}, ${counted(inputs, 'input')})`] : []),
    ...(asNumber(attempt) === 1 ? [] : [`attempt ${asNumber(attempt) ?? '?'}`]),
    '→',
    asNumber(httpStatus) ?? 'no answer',
    ...(code === '' ? [] : [asText(code)]),
    `in ${asNumber(elapsedMs) ?? '?'} ms`,
    ...(code === '' || correlationId === '' ? [] : [`[${asText(correlationId)}]`]),
  ].join(' ');
}
