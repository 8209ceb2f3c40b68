/** Keeps files under the hash of what they were made from, so that the same is made once. */

import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type WriteOptions, writeWhole } from './whole-file.ts';

/** A file that no build has used for this long is thrown away; in milliseconds. */
const lifetime = 30 * 24 * 60 * 60 * 1000;

/** Block size, in bytes: disk use is rounded up to it. */
const block = 4096;

export interface CacheOptions {
  /** The most disk use of all its files, in bytes; those unused for longest go first. */
  readonly room?: number;
}

export class ContentCache {
  readonly #folder: string;
  readonly #room: number;
  #taken = 0;

  /** @param folder where the files are kept; made where there is none */
  constructor(folder: string, { room = Number.POSITIVE_INFINITY }: CacheOptions = {}) {
    this.#folder = folder;
    this.#room = room;
    mkdirSync(folder, { recursive: true });
    this.#sweep();
  }

  /** The file made earlier from what has this key, if there is one. */
  find(key: string): string | undefined {
    return findKept(this.#folder, key);
  }

  /**
   * Keeps a file: durably unless told otherwise, since its key would not show that half of it is
   * missing.
   */
  keep(key: string, content: string | Uint8Array, { isDurable = true }: WriteOptions = {}): void {
    writeWhole(join(this.#folder, key), content, { isDurable });
    this.#taken += roomFor(content.length);
    if (this.#taken > this.#room) this.#sweep();
  }

  /** Throws away what is unused, and what there is no room for: a tenth more, so that it lasts. */
  #sweep(): void {
    const files = globSync('*', { cwd: this.#folder })
      .map((name) => join(this.#folder, name))
      .flatMap((file) => {
        // Another process may have thrown it away.
        const stats = statSync(file, { throwIfNoEntry: false });
        return stats === undefined ? [] : [{ file, usedAt: stats.mtimeMs, size: stats.size }];
      })
      .toSorted((a, b) => b.usedAt - a.usedAt);
    const all = files.reduce((sum, { size }) => sum + roomFor(size), 0);
    const room = all > this.#room ? this.#room * 0.9 : this.#room;
    this.#taken = 0;
    for (const { file, usedAt, size } of files) {
      const taken = this.#taken + roomFor(size);
      if (taken > room || Date.now() - usedAt > lifetime) rmSync(file, { force: true });
      else this.#taken = taken;
    }
  }
}

/**
 * The file in the folder of a cache that was made earlier from what has this key, if there is one. It
 * counts as used, unless the folder can only be read.
 */
export function findKept(folder: string, key: string): string | undefined {
  const file = join(folder, key);
  try {
    const now = new Date();
    utimesSync(file, now, now);
    return file;
  } catch {
    return existsSync(file) ? file : undefined;
  }
}

function roomFor(size: number): number {
  return Math.ceil(size / block) * block;
}

/** A key for all of these together. */
export function keyOf(...contents: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(String(content.length)).update(':').update(content);
  return hash.digest('hex');
}
