/**
 * Errors of the tasks of a command, kept for its end: listr would print an error with each task that it
 * passes through, and the command once more.
 */
export class Troubles {
  readonly #all: unknown[] = [];

  /** Does the work of one task; where it fails, the task is shown as failed without a word. */
  async keep<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#all.push(error);
      throw new Error('', { cause: error });
    }
  }

  /** Throws what went wrong first, if anything did. */
  throwFirst(): void {
    if (this.#all.length > 0) throw this.#all[0];
  }
}
