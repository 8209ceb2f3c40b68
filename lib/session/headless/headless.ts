/** Runs a notebook without a front end, by the session that the kernel runs cells with. */

import { type Notebook, type NotebookCell, type Output, tagsOf } from '../../notebook/format.ts';
import { Session, type SessionOptions } from '../session.ts';
import { NotebookOutputs } from './notebook-sink.ts';

/** The end of a code cell. */
export interface CellResult {
  readonly id: string;
  readonly status: 'ok' | 'error' | 'timeout' | 'not run';
  /** The line of the error in the cell, where it is known. */
  readonly line?: number;
  readonly ename?: string;
  readonly evalue?: string;
  readonly milliseconds: number;
}

/** A notebook that was run. */
export interface HeadlessRun {
  readonly notebook: Notebook;
  readonly cells: readonly CellResult[];
}

export interface HeadlessOptions extends SessionOptions {
  /** The most time for one cell, in milliseconds. */
  readonly cellTimeout: number;
  /** Told of each cell before it runs. */
  readonly onStart?: (cell: { readonly id: string; readonly index: number }) => void;
  /** Told of each cell when it ended, with what it showed so far. */
  readonly onEnd?: (result: CellResult, outputs: readonly Output[]) => void;
}

/** Runs all code cells in order; after an unexpected error the rest is not run, as nbclient has it. */
export async function runHeadless(
  notebook: Notebook,
  options: HeadlessOptions,
): Promise<HeadlessRun> {
  const session = new Session(options);
  const outputs = new NotebookOutputs();
  const shown = new Map<
    NotebookCell,
    { readonly outputs: Output[]; readonly count: number | null }
  >();
  const results: CellResult[] = [];
  let hasFailed = false;
  let count = 0;
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code') continue;
    if (hasFailed || cell.source.trim() === '') {
      const status = hasFailed ? 'not run' : 'ok';
      shown.set(cell, { outputs: [], count: null });
      results.push({ id: cell.id, status, milliseconds: 0 });
      continue;
    }
    count += 1;
    const own: Output[] = [];
    shown.set(cell, { outputs: own, count });
    options.onStart?.({ id: cell.id, index });
    const started = performance.now();
    const timeout = setTimeout(() => session.interrupt(), options.cellTimeout);
    const sink = outputs.cell(own, count);
    const outcome = await session.execute(cell.source, { sink, number: count, cellId: cell.id });
    clearTimeout(timeout);
    const milliseconds = Math.round(performance.now() - started);
    const result: CellResult =
      outcome.status === 'ok'
        ? { id: cell.id, status: 'ok', milliseconds }
        : {
            id: cell.id,
            status: milliseconds >= options.cellTimeout ? 'timeout' : 'error',
            ...(outcome.report.line === undefined ? {} : { line: outcome.report.line }),
            ename: outcome.report.ename,
            evalue: outcome.report.evalue,
            milliseconds,
          };
    results.push(result);
    hasFailed = result.status !== 'ok' && !tagsOf(cell).includes('raises-exception');
    options.onEnd?.(result, own);
  }
  await session.shutdown();
  const cells = notebook.cells.map((cell) => {
    const run = shown.get(cell);
    return run === undefined ? cell : { ...cell, outputs: run.outputs, execution_count: run.count };
  });
  return { notebook: { ...notebook, nbformat_minor: 5, cells } as Notebook, cells: results };
}
