/** A kernel that runs lessons again and again, as one that nobody restarts for a semester. */

import { codeCells, readNotebook, tagsOf } from '../../notebook/format.ts';
import { KernelClient } from '../kernel-client.ts';
import { descriptorsOf } from './census.ts';
import { runCell } from './kernel-seat.ts';

/** What the kernel holds after a lesson was run to its end. */
export interface AtRest {
  readonly lesson: string;
  readonly descriptors: readonly string[];
  /** What is in use of its heap after a collection, in MiB. */
  readonly heap: number;
}

/** What the heap may grow by with each lesson, in MiB: sources and maps are kept for stack traces. */
const heapBound = 5;

export class LessonLoop {
  readonly #kernel: KernelClient;
  /** What the kernel held after each lesson, in order. */
  readonly atRest: AtRest[] = [];

  private constructor(kernel: KernelClient) {
    this.#kernel = kernel;
  }

  /** @param folder where the lessons lie */
  static async start(folder: string): Promise<LessonLoop> {
    return new LessonLoop(await KernelClient.start({ cwd: folder }));
  }

  /** Runs a lesson from its first cell to its last; tells what went wrong. */
  async run(file: string): Promise<readonly string[]> {
    for (const cell of codeCells(readNotebook(file))) {
      const reply = await runCell(this.#kernel, cell.source);
      const wanted = tagsOf(cell).includes('raises-exception') ? 'error' : 'ok';
      if (reply.status !== wanted) {
        const why = reply.evalue === undefined ? '' : `: ${String(reply.evalue)}`;
        return [`${file}, cell ${cell.id} ended with ${String(reply.status)}${why}`];
      }
    }
    // What was published is kept by the client, and would be the growth of this process.
    this.#kernel.published.length = 0;
    const heap = await this.#heap();
    this.atRest.push({
      lesson: file,
      heap,
      descriptors: descriptorsOf(this.#kernel.process.pid ?? 0).toSorted(),
    });
    return [];
  }

  /** Ends the kernel; tells what went wrong. */
  async end(): Promise<readonly string[]> {
    await this.#kernel.shutdown();
    return this.#faults();
  }

  /**
   * Growth beyond what is allowed from a lesson's second run to its last, since the first loads what
   * it needs: of descriptors none, of memory what sources and maps take.
   */
  #faults(): readonly string[] {
    const runs = this.atRest.map((rest, index) => ({ ...rest, index }));
    return [...Map.groupBy(runs, ({ lesson }) => lesson)].flatMap(
      ([lesson, [, second, ...later]]) => {
        const last = later.at(-1);
        if (second === undefined || last === undefined) return [];
        const left = last.descriptors.length - second.descriptors.length;
        const growth = (last.heap - second.heap) / (last.index - second.index);
        return [
          ...(left > 0
            ? [`${lesson}: ${left} descriptors more in its last run than in its second`]
            : []),
          ...(growth > heapBound ? [`the heap grew by ${growth.toFixed(1)} MiB a lesson`] : []),
        ];
      },
    );
  }

  async #heap(): Promise<number> {
    const { published } = await this.#kernel.execute(
      `import { setFlagsFromString } from 'node:v8';
      import { runInNewContext } from 'node:vm';
      setFlagsFromString('--expose-gc');
      runInNewContext('gc')();
      process.memoryUsage().heapUsed`,
      { store_history: false },
    );
    const result = published.find(({ type }) => type === 'execute_result');
    const data = result?.content.data as Record<string, unknown> | undefined;
    return Number(data?.['text/plain']) / 1024 / 1024;
  }
}
