import type ts from 'typescript';

type Host = ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>;

/**
 * Halves the compile work of a cell.
 *
 * tslab's converter updates the whole program twice for each cell: first only to learn which names
 * the cell declares, then with an `export` of those names appended. Parsing answers the first
 * question, so that update is answered with a parsed file, and no program is made.
 */
export class SkippedUpdates {
  #answer: ts.SourceFile | undefined;

  /** Answers the next update with `answer`, the parsed and bound cell. */
  skipNext(answer: ts.SourceFile): void {
    this.#answer = answer;
  }

  /** Wraps the watching compiler's host so that updates can be skipped. */
  over(host: Host): Host {
    const { setTimeout: schedule, clearTimeout: unschedule, afterProgramCreate: created } = host;
    const skipped = new Set<unknown>();
    let program: ts.BuilderProgram | undefined;
    let isCurrent = false;

    host.afterProgramCreate = (builder) => {
      program = builder;
      isCurrent = true;
      created?.(builder);
    };
    host.setTimeout = (update, ms, ...args) => {
      const id: unknown = schedule?.(() => {
        const answer = this.#answer;
        this.#answer = undefined;
        if (answer !== undefined) {
          skipped.add(id);
          isCurrent = false;
          // The converter asks this builder for the cell's file and for nothing else.
          created?.({ getSourceFile: () => answer } as unknown as ts.BuilderProgram);
          return;
        }
        update(...args);
        // A cell that is run again unchanged makes no new program: hand the last one back.
        if (!isCurrent && program !== undefined) created?.(program);
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
