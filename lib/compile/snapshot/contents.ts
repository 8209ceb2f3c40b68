/** What the start-up snapshot keeps; apart from the compiler, because not every process loads one. */

import type { Compiler } from './compiler.ts';

/** What the start-up snapshot keeps for the process that is started from it. */
export interface SnapshotContents {
  readonly compiler: Compiler;
}

/** Where a snapshot keeps its contents in the global object. */
export const snapshotSymbol = Symbol.for('wirebook.snapshot');

/** The contents of the snapshot that this process was started from, if it was. */
export function snapshotContents(): SnapshotContents | undefined {
  return (globalThis as { [snapshotSymbol]?: SnapshotContents })[snapshotSymbol];
}
