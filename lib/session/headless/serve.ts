/** The process a notebook is run in by {@link runNotebook}: told by message what to run. */

import { chdir } from 'node:process';
import type { Notebook, Output } from '../notebook/format.ts';
import { endChildren, rememberChildren } from './child-processes.ts';
import type { SessionCompiler } from './compiled-cell.ts';
import type { CompilerProcess } from './compiler-process.ts';
import { type CellResult, type HeadlessRun, runHeadless } from './headless.ts';

/** What the parent asks for. */
export interface HeadlessRequest {
  readonly notebook: Notebook;
  readonly folder: string;
  readonly cellLimit: number;
}

/** What the process tells its parent. */
export type HeadlessEvent =
  | { readonly type: 'start'; readonly id: string; readonly index: number }
  | { readonly type: 'end'; readonly result: CellResult; readonly outputs: readonly Output[] }
  | { readonly type: 'done'; readonly run: HeadlessRun };

function tell(event: HeadlessEvent): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.send?.(event, () => resolve());
  return promise;
}

/** What the cells of a notebook are compiled by, and what they import. */
export interface CellSupply {
  readonly compiler: CompilerProcess;
  /** The same, asked only about cells that are not known from before. */
  readonly cells: SessionCompiler;
  /** The file that the course's own package was bundled into, if it was. */
  readonly packageBundle: string | undefined;
}

/** Runs the notebook that the parent process sends, and ends. */
export function serveHeadless({ compiler, cells, packageBundle }: CellSupply): void {
  // Whoever wanted the run is gone: a lesson that waits for nothing must not go on for nobody.
  process.once('disconnect', async () => {
    await endChildren();
    process.exit();
  });
  rememberChildren();
  process.once('message', async (request: HeadlessRequest) => {
    chdir(request.folder);
    // The first cell's time is its own, and not that of the compiler's start.
    await compiler.started;
    const run = await runHeadless(request.notebook, {
      folder: request.folder,
      cellLimit: request.cellLimit,
      compiler: cells,
      packageBundle,
      onStart: ({ id, index }) => void tell({ type: 'start', id, index }),
      onEnd: (result, outputs) => void tell({ type: 'end', result, outputs }),
    });
    await Promise.all([tell({ type: 'done', run }), compiler.close(), endChildren()]);
    // Servers that the notebook left open must not keep the process.
    process.exit(0);
  });
}
