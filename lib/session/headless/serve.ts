/** The process that runs a notebook for {@link runNotebook}, asked by message. */

import { chdir } from 'node:process';
import { type SnapshotState, startCompiler } from '../../compile/start.ts';
import type { Notebook, Output } from '../../notebook/format.ts';
import { endChildren, rememberChildren } from '../child-processes.ts';
import { type CellResult, type HeadlessRun, runHeadless } from './headless.ts';

export interface HeadlessRequest {
  readonly notebook: Notebook;
  readonly folder: string;
  readonly cellTimeout: number;
}

export type HeadlessEvent =
  | { readonly type: 'start'; readonly id: string; readonly index: number }
  | { readonly type: 'end'; readonly result: CellResult; readonly outputs: readonly Output[] }
  | { readonly type: 'done'; readonly run: HeadlessRun };

function tell(event: HeadlessEvent): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.send?.(event, () => resolve());
  return promise;
}

/** Runs the notebook that the parent process sends, and ends. */
export function serveHeadless(snapshot: SnapshotState): void {
  const { compiler, child, packageBundle } = startCompiler(snapshot);
  // A terminal sends Ctrl-C to the parent as well, which ends this process and all that it started.
  process.on('SIGINT', () => {});
  // The parent process has exited, so stop: nothing else would end this process.
  process.once('disconnect', async () => {
    await endChildren();
    process.exit();
  });
  rememberChildren();
  process.once('message', async (request: HeadlessRequest) => {
    chdir(request.folder);
    // The first cell's time is its own, and not that of the compiler's start.
    await child.started;
    const run = await runHeadless(request.notebook, {
      folder: request.folder,
      cellTimeout: request.cellTimeout,
      compiler,
      language: () => child,
      packageBundle,
      onStart: ({ id, index }) => void tell({ type: 'start', id, index }),
      onEnd: (result, outputs) => void tell({ type: 'end', result, outputs }),
    });
    await Promise.all([tell({ type: 'done', run }), child.close(), endChildren()]);
    // Servers that the notebook left open must not keep the process.
    process.exit(0);
  });
}
