/** Compiles the notebooks of a class in one child process, which starts a compiler once. */

import { cpuSeconds, killTree, type ProcessCommand } from '../base/processes.ts';
import { compileInOrder, type GivenCell } from './given.ts';
import { InChildCompiler } from './in-child.ts';
import type { CellCompiler, CellSource, Compiled } from './interface.ts';
import { isModule } from './stored.ts';

/** The most time for one notebook, in milliseconds, the start of the compiler included. */
const notebookTimeout = 15_000;

/** The number of cells that are remembered: in a class most cells are the same. */
const mostRemembered = 500;

/** A notebook that breaks the child, or compiles for ever, costs only a new start. */
export class NotebookCompiler implements Disposable {
  readonly #command: ProcessCommand;
  readonly #known = new Map<string, Compiled>();
  #child: InChildCompiler | undefined;
  /** One notebook at a time, so that it is known which of them broke the compiler. */
  #queue: Promise<unknown> = Promise.resolve();
  #cpuBefore = 0;

  constructor(command: ProcessCommand) {
    this.#command = command;
  }

  /** Starts the child before the first notebook is there. */
  prepare(): void {
    this.#child ??= new InChildCompiler(this.#command, { isSandboxed: true });
  }

  /**
   * Compiles cells in order.
   *
   * @returns no cells where they must be compiled where they run: after a timeout, and where one is a
   *   module, which must not be there for the next notebook
   */
  compile(sources: readonly string[]): Promise<readonly GivenCell[]> {
    if (sources.some(isModule)) return Promise.resolve([]);
    const compiled = this.#queue.then(() => this.#compile(sources));
    this.#queue = compiled;
    return compiled;
  }

  /** The time of a processor that the child has used so far, in seconds. */
  get cpu(): number {
    const pid = this.#child?.pid;
    return this.#cpuBefore + (pid === undefined ? 0 : cpuSeconds(pid));
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  async #compile(sources: readonly string[]): Promise<readonly GivenCell[]> {
    this.prepare();
    const timeout = setTimeout(() => this.#stop(), notebookTimeout);
    try {
      return await compileInOrder(sources, this.#remembering);
    } catch {
      // The child was lost: the cells are compiled again where they run, and fail there.
      this.#stop();
      return [];
    } finally {
      clearTimeout(timeout);
    }
  }

  readonly #remembering: CellCompiler = {
    compile: async (cell: CellSource) => {
      const name = `${cell.declarations}\0${cell.code}`;
      const known = this.#known.get(name);
      if (known !== undefined) return known;
      if (this.#child === undefined) throw new Error('The compiler was stopped');
      const compiled = await this.#child.compile(cell);
      this.#known.set(name, compiled);
      const [oldest] = this.#known.keys();
      if (this.#known.size > mostRemembered && oldest !== undefined) this.#known.delete(oldest);
      return compiled;
    },
  };

  #stop(): void {
    this.#cpuBefore = this.cpu;
    const pid = this.#child?.pid;
    this.#child = undefined;
    if (pid !== undefined) killTree(pid);
  }
}
