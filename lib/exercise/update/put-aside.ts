/** Copies of what a learner wrote, and the note of them that outlives a process that is killed. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { writeWhole } from '../../whole-file.ts';
import { keptPaths } from '../release.ts';
import type { Checkout } from './git.ts';

/** A notebook of the learner's that was put aside. */
export interface PutAside {
  /** The notebook, in the checkout. */
  readonly path: string;
  /** Where the learner's version of it lies, in the checkout too. */
  readonly kept: string;
  /** The commit that the learner's version began with. */
  readonly base: string;
}

/** Writes a learner's version under a free name beside its notebook, unless it lies there already. */
export function putAside(
  checkout: Checkout,
  { path, content }: { readonly path: string; readonly content: Buffer },
): string {
  for (const kept of keptPaths(path)) {
    const there = checkout.fileHere(kept);
    if (there === undefined) writeWhole(checkout.at(kept), content, { isDurable: true });
    if (there === undefined || there.equals(content)) return kept;
  }
  throw new Error('There is always another number');
}

/** What was put aside and is not back in its notebook yet: a file that survives any end. */
export class Journal {
  readonly #file: string;
  #entries: readonly PutAside[];

  constructor(file: string) {
    this.#file = file;
    this.#entries = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  }

  get entries(): readonly PutAside[] {
    return this.#entries;
  }

  add(entry: PutAside): void {
    this.#entries = [...this.#entries, entry];
    writeWhole(this.#file, JSON.stringify(this.#entries), { isDurable: true });
  }

  /** Everything is back. */
  close(): void {
    rmSync(this.#file, { force: true });
  }
}
