/**
 * Keeps the runs of lessons, so that a build with nothing changed runs no cell.
 *
 * A run is found again by a hash of all that could change its outputs: the notebook, the compiled
 * library, and the locks that pin the toolchain.
 */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContentCache, keyOf } from '../base/content-cache.ts';
import { courseRoot } from '../base/paths.ts';
import { formatNotebook, type Notebook, readNotebook } from '../notebook/format.ts';

export class RunCache {
  readonly #runs: ContentCache;
  readonly #toolchain: string;

  /** @param folder where the runs are kept; made where there is none */
  constructor(folder: string) {
    this.#runs = new ContentCache(folder);
    const files = [
      ...globSync('lib/dist/**/*.js', { cwd: courseRoot }).sort(),
      'package-lock.json',
      'requirements.txt',
    ];
    const contents = files.flatMap((file) => [file, readFileSync(join(courseRoot, file))]);
    this.#toolchain = keyOf(process.version, process.arch, ...contents);
  }

  /** The notebook with the outputs of an earlier run, if nothing has changed since. */
  read(file: string): Notebook | undefined {
    const kept = this.#runs.find(this.#keyOf(file));
    if (kept === undefined) return undefined;
    try {
      return readNotebook(kept);
    } catch {
      // A file that cannot be read, since the disk was full or faulty at the time, is made again.
      return undefined;
    }
  }

  /** Keeps the outputs of a run. */
  write(file: string, notebook: Notebook): void {
    this.#runs.keep(this.#keyOf(file), formatNotebook(notebook));
  }

  #keyOf(file: string): string {
    return keyOf(this.#toolchain, readFileSync(file));
  }
}
