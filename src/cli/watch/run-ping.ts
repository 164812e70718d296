/**
 * `--ping-url`: tells a monitoring service that a run started, and how it ended, as healthchecks.io wants it. A ping that
 * fails never fails the run; it is told once.
 */
import { ping } from '../../adapters/ping.ts';
import { EXIT } from '../../core/errors.ts';
import { VERSION } from '../version.ts';

const TIMEOUT_MS = 5_000;

/** The pings of one process. */
export class RunPing {
  readonly #url: string | null;
  readonly #say: (text: string) => void;
  #last: Promise<void> = Promise.resolve();
  #isTold = false;

  /** `url`: null for no pings. */
  constructor(url: string | null, say: (text: string) => void) {
    this.#url = url;
    this.#say = say;
  }

  /** Pings `URL/start`, and does not wait for the answer. */
  start(): void {
    this.#send('/start');
  }

  /**
   * Pings the URL itself for exit code 0 and `URL/fail` for any other, and waits for the answer. A process that is not
   * needed because another is at work on the same says nothing: that one will.
   */
  async end(exitCode: number): Promise<void> {
    if (exitCode !== EXIT.locked) this.#send(exitCode === EXIT.ok ? '' : '/fail');
    await this.#last;
  }

  /** One after another, so that no start arrives behind its end. */
  #send(suffix: string): void {
    const url = this.#url;
    if (url === null) return;
    this.#last = this.#last.then(async () => {
      const why = await ping(withSuffix(url, suffix), { timeoutMs: TIMEOUT_MS, userAgent: `hs-assoc/${VERSION}` });
      if (why === null || this.#isTold) return;
      this.#isTold = true;
      // The rest of the address is what lets others ping.
      this.#say(`note: the ping to ${new URL(url).host} failed: ${why}`);
    });
  }
}

function withSuffix(address: string, suffix: string): string {
  if (suffix === '') return address;
  const url = new URL(address);
  url.pathname = url.pathname.replace(/\/+$/, '') + suffix;
  return url.href;
}
