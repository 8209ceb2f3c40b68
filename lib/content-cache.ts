/** Keeps files under the hash of what they were made from, so that the same is made once. */

import { createHash } from 'node:crypto';
import { globSync, mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from './whole-file.ts';

/** A file that no build has used for this long is thrown away; in milliseconds. */
const lifetime = 30 * 24 * 60 * 60 * 1000;

export class ContentCache {
  readonly #folder: string;

  /** @param folder where the files are kept; made where there is none */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const name of globSync('*', { cwd: folder })) {
      const file = join(folder, name);
      const { mtimeMs } = statSync(file);
      if (Date.now() - mtimeMs > lifetime) rmSync(file, { force: true });
    }
  }

  /** The file made earlier from what has this key, if there is one. */
  find(key: string): string | undefined {
    const file = join(this.#folder, key);
    try {
      const now = new Date();
      utimesSync(file, now, now);
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Keeps a file: durably, since nobody would see from its key that half of it is missing. */
  keep(key: string, content: string | Uint8Array): void {
    writeWhole(join(this.#folder, key), content, { isDurable: true });
  }
}

/** A key for all of these together. */
export function keyOf(...contents: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(String(content.length)).update(':').update(content);
  return hash.digest('hex');
}
