/** The contents of the start-up snapshot, apart from the compiler: few processes load one. */

import type { InProcessCompiler } from '../in-process.ts';

/** The contents of the snapshot, for the process that is started from it. */
export interface SnapshotContents {
  readonly compiler: InProcessCompiler;
}

/** The global property that holds the contents. */
export const snapshotSymbol = Symbol.for('wirebook.snapshot');

/** The contents of the snapshot that this process was started from, if it was. */
export function snapshotContents(): SnapshotContents | undefined {
  return (globalThis as { [snapshotSymbol]?: SnapshotContents })[snapshotSymbol];
}
