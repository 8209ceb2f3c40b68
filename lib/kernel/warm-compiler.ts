import { Compiler } from './compiler.ts';

/** What the start-up snapshot keeps for the process that is started from it. */
export interface SnapshotContents {
  readonly compiler: Compiler;
  /** Modules that must be the very ones the compiler uses, by their names. */
  readonly modules: Readonly<Record<string, unknown>>;
}

/** Where a snapshot keeps its contents in the global object. */
export const snapshotSymbol = Symbol.for('wirebook.snapshot');

/** The compiler of the snapshot this process was started from; without one, a new compiler. */
export function warmCompiler(): Compiler {
  const contents = (globalThis as { [snapshotSymbol]?: SnapshotContents })[snapshotSymbol];
  return contents?.compiler ?? new Compiler();
}
