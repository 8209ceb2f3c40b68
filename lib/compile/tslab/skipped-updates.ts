import type ts from 'typescript';

type Host = ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>;

/** The part of an updated program that tslab's converter uses. */
export type Answer = Partial<Pick<ts.BuilderProgram, 'getProgram' | 'getSourceFile'>>;

/**
 * Spares tslab's converter program updates.
 *
 * It updates the whole program twice for each cell: first only to learn which names the cell
 * declares, then with an `export` of those names appended. Parsing answers the first question, and a
 * program that was kept may answer the second, so that no program is made.
 */
export class SkippedUpdates {
  #answers: Answer[] = [];
  #program: ts.BuilderProgram | undefined;

  /** The program that was made last. */
  get lastProgram(): ts.Program | undefined {
    return this.#program?.getProgram();
  }

  /** Calls `fn`, and hands `answers` to its first updates instead of new programs. */
  during<T>(answers: readonly Answer[], fn: () => T): T {
    this.#answers = [...answers];
    try {
      return fn();
    } finally {
      this.#answers = [];
    }
  }

  /** Wraps the watching compiler's host so that updates can be skipped. */
  over(host: Host): Host {
    const { setTimeout: schedule, clearTimeout: unschedule, afterProgramCreate: created } = host;
    const skipped = new Set<unknown>();
    let isCurrent = false;

    host.afterProgramCreate = (builder) => {
      this.#program = builder;
      isCurrent = true;
      created?.(builder);
    };
    host.setTimeout = (update, ms, ...args) => {
      const id: unknown = schedule?.(() => {
        const answer = this.#answers.shift();
        if (answer !== undefined) {
          skipped.add(id);
          isCurrent = false;
          // The converter asks this builder for no more than the answer has.
          created?.(answer as ts.BuilderProgram);
          return;
        }
        update(...args);
        // A cell that is run again unchanged makes no new program: hand the last one back.
        if (!isCurrent && this.#program !== undefined) created?.(this.#program);
        isCurrent = true;
      }, ms);
      return id;
    };
    // The compiler believes that a skipped update is still to come, and clears it before the next.
    host.clearTimeout = (id) => {
      if (!skipped.delete(id)) unschedule?.(id);
    };
    return host;
  }
}
