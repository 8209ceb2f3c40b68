/**
 * TypeScript's library of the newest JavaScript, in one file instead of a hundred.
 *
 * What several files declare together, such as `Array`, is otherwise put together anew for every
 * cell; what one file declares is put together once, when it is read.
 */

import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The file that the compiler is told to load. */
export const libraryName = 'lib.esnext.d.ts';

const reference = /^\/\/\/ <reference lib="([^"]+)" \/>\s*$/gm;

/** Reads the files of the library. */
export class LibraryFile {
  /** The files that were put into the one file, by name. */
  readonly #parts = new Map<string, string>();
  /** References to what is a module, and so has to stay a file of its own. */
  readonly #modules = new Set<string>();

  /** The text of a file of the library, or `undefined` for one that is as it was. */
  read(path: string): string | undefined {
    const name = basename(path);
    if (!/^lib\..*\.d\.ts$/.test(name)) return undefined;
    if (this.#parts.size === 0) this.#add(dirname(path), libraryName);
    if (name === libraryName) return [...this.#modules, ...this.#parts.values()].join('\n');
    // The one file holds every part already.
    return this.#parts.has(name) ? '' : undefined;
  }

  /** Adds a file after those that it builds on. */
  #add(folder: string, name: string): void {
    const text = readFileSync(join(folder, name), 'utf8');
    for (const [line, part] of text.matchAll(reference)) {
      const file = `lib.${part}.d.ts`;
      if (this.#parts.has(file)) continue;
      if (isModule(readFileSync(join(folder, file), 'utf8'))) this.#modules.add(line.trim());
      else this.#add(folder, file);
    }
    this.#parts.set(name, text.replaceAll(reference, ''));
  }
}

function isModule(text: string): boolean {
  return /^export\b/m.test(text);
}
