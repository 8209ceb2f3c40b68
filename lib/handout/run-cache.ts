/**
 * Keeps the runs of lessons, so that a build with nothing changed runs no cell.
 *
 * A run is found again by a hash of all that could change its outputs: the notebook, the compiled
 * library, and the locks that pin the toolchain.
 */

import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Notebook, readNotebook, writeNotebook } from '../notebook/format.ts';
import { courseRoot } from '../paths.ts';

export class RunCache {
  readonly #folder: string;
  readonly #toolchain: string;

  /** @param folder where the runs are kept; made where there is none */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#toolchain = hashOf([
      ...globSync('lib/dist/**/*.js', { cwd: courseRoot }).sort(),
      'package-lock.json',
      'requirements.txt',
    ]);
  }

  /** The notebook with the outputs of an earlier run, if nothing has changed since. */
  read(file: string): Notebook | undefined {
    const kept = this.#pathOf(file);
    return existsSync(kept) ? readNotebook(kept) : undefined;
  }

  /** Keeps the outputs of a run. */
  write(file: string, notebook: Notebook): void {
    writeNotebook(this.#pathOf(file), notebook);
  }

  #pathOf(file: string): string {
    const key = createHash('sha256').update(this.#toolchain).update(readFileSync(file));
    return join(this.#folder, `${key.digest('hex')}.ipynb`);
  }
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256').update(process.version).update(process.arch);
  for (const file of files) hash.update(file).update(readFileSync(join(courseRoot, file)));
  return hash.digest('hex');
}
