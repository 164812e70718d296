/** `--metrics-file`: replaced as a whole at each checkpoint and at the end. A failure to write it never fails the run. */
import { readFile, stat } from 'node:fs/promises';
import { replaceText } from '../../adapters/run/atomic-file.ts';
import { coerceError, EXIT, HsAssocError } from '../../core/errors.ts';
import type { ImportSettings } from '../import/import-settings.ts';
import type { RunSummary } from '../screen/run-summary.ts';
import { areMetrics, LAST_SUCCESS, labelText, renderMetrics, seconds } from './render-metrics.ts';

/** Whoever collects the metrics is another user as a rule. */
const READABLE_BY_ALL = 0o644;

/** The metrics of one import. */
export class MetricsFile {
  readonly #path: string;
  readonly #input: string;
  readonly #notice: (text: string) => void;
  /** Undefined until the file of the last run was read. */
  #lastSuccessAt: number | null | undefined;
  #isTold = false;

  private constructor(path: string, input: string, notice: (text: string) => void) {
    this.#path = path;
    this.#input = input;
    this.#notice = notice;
  }

  /** Null when none is asked for. */
  static of(
    { metricsFile, file }: Pick<ImportSettings, 'metricsFile' | 'file'>,
    notice: (text: string) => void,
  ): MetricsFile | null {
    return metricsFile === undefined || metricsFile === null ? null : new MetricsFile(metricsFile, file, notice);
  }

  /** Writes a run as its summary tells it, over or going on. */
  async write(summary: RunSummary): Promise<void> {
    const { exitCode, finishedAt, status } = summary;
    const endedAt = finishedAt === null ? null : seconds(finishedAt);
    const isSuccess = exitCode === EXIT.ok && status === 'finished';
    await this.#replace({ summary, exitCode, endedAt, isSuccess });
  }

  /** Writes that an import could not start; of a process that another one makes needless, nothing is written. */
  async writeRefusal(exitCode: number, now: Date): Promise<void> {
    if (exitCode === EXIT.locked) return;
    await this.#replace({ summary: null, exitCode, endedAt: now.getTime() / 1_000, isSuccess: false });
  }

  async #replace(facts: {
    readonly summary: RunSummary | null;
    readonly exitCode: number | null;
    readonly endedAt: number | null;
    readonly isSuccess: boolean;
  }): Promise<void> {
    try {
      if (this.#lastSuccessAt === undefined) this.#lastSuccessAt = this.#lastSuccess(await this.#textBefore());
      if (facts.isSuccess) this.#lastSuccessAt = facts.endedAt;
      const text = renderMetrics({ ...facts, input: this.#input, lastSuccessAt: this.#lastSuccessAt });
      await replaceText(this.#path, text, { isDurable: false, mode: READABLE_BY_ALL });
    } catch (thrown) {
      if (this.#isTold) return;
      this.#isTold = true;
      this.#notice(`note: --metrics-file: ${coerceError(thrown).message}`);
    }
  }

  /** What the run before left there. Throws when something else is there: a mistyped path must cost nobody a file. */
  async #textBefore(): Promise<string> {
    const there = await stat(this.#path).catch(() => null);
    if (there === null) return '';
    const text = there.isFile() ? await readFile(this.#path, 'utf8') : null;
    if (text === '' || (text !== null && areMetrics(text))) return text;
    const message = `${this.#path} holds something else than metrics of an import, and is left as it is: name another file, or remove it`;
    throw new HsAssocError('OUTPUT_FAILED', { message });
  }

  #lastSuccess(text: string): number | null {
    const start = `${LAST_SUCCESS}${labelText(this.#input)} `;
    const value = Number(
      text
        .split('\n')
        .find((line) => line.startsWith(start))
        ?.slice(start.length),
    );
    return Number.isFinite(value) && value > 0 ? value : null;
  }
}
