/** The compiler of a kernel or of a headless run: a child process behind the store. */

import { moduleExtension } from '../base/paths.ts';
import { childCommand, InChildCompiler } from './in-child.ts';
import type { CellCompiler } from './interface.ts';
import { snapshotFiles } from './snapshot/snapshot-file.ts';
import { CellStore, StoredCompiler } from './stored.ts';

/** The state of the snapshot, as the process that starts has found it. */
export interface SnapshotState {
  readonly hasSnapshot: boolean;
  readonly key: string;
}

export interface StartedCompiler {
  /** Finds cells in the store, and asks the child about the rest. */
  readonly compiler: CellCompiler;
  readonly child: InChildCompiler;
  /** The file that the course's own package was bundled into, if it was. */
  readonly packageBundle: string | undefined;
}

/** Starts the child; cells that were compiled before are there without it. */
export function startCompiler({ hasSnapshot, key }: SnapshotState): StartedCompiler {
  // Sources that run as they are written may be changed without another key.
  const storeKey = moduleExtension === '.js' ? key : undefined;
  const child = new InChildCompiler(childCommand({ hasSnapshot, key: storeKey }));
  return {
    compiler: storeKey === undefined ? child : new StoredCompiler(new CellStore(storeKey), child),
    child,
    packageBundle: hasSnapshot ? snapshotFiles.packageBundle : undefined,
  };
}
