import { Compiler } from './compiler.ts';
import { snapshotContents } from './snapshot-contents.ts';

/** The compiler of the snapshot this process was started from; without one, a new compiler. */
export function warmCompiler(): Compiler {
  return snapshotContents()?.compiler ?? new Compiler();
}
