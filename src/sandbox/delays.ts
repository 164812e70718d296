/** Waiting that ends when the server closes, so that a slow or hanging answer never keeps a process alive. */

/** The waits of one server. */
export class Delays {
  readonly #pending = new Map<NodeJS.Timeout, () => void>();

  /** Resolves after so many milliseconds, at once for 0, or when everything is cut short. */
  async wait(delayMs: number): Promise<void> {
    if (delayMs <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#pending.delete(timer);
        resolve();
      }, delayMs);
      this.#pending.set(timer, resolve);
    });
  }

  /** Ends all waits. */
  end(): void {
    for (const [timer, resolve] of this.#pending) {
      clearTimeout(timer);
      resolve();
    }
    this.#pending.clear();
  }
}
