/** Runs the cells of an exercise up to its call of `check()`. */

import { setTimeout as pause } from 'node:timers/promises';
import type { OutputSink } from '../kernel/cell-output.ts';
import { type ErrorReport, reportError } from '../kernel/error-report.ts';
import { Session } from '../kernel/session.ts';
import { PrecompiledCells } from './precompiled-cells.ts';
import type { CellsTask } from './protocol.ts';

/** How long a cell that waits may hold up those after it, in milliseconds. */
const cellPatience = 3000;

/** What cells print is of no interest here: the checks look at what they do. */
const nowhere: OutputSink = {
  stream() {},
  display() {},
  result() {},
  error() {},
  clear() {},
};

/** What is told while cells run. */
export interface CellEvents {
  /** A cell begins. */
  readonly onCell?: (id: string) => void;
  /** In words: what was thrown where nothing caught it, also after the cells. */
  readonly onUncaught: (message: string) => void;
}

/**
 * Runs cells in order. A cell that fails does not keep the next ones from running.
 *
 * @returns what went wrong, in words for the learner; to be told only if `check()` was never called
 */
export async function runCells(
  { cells, folder, compiled, keptBy }: CellsTask,
  { onCell, onUncaught }: CellEvents,
): Promise<string> {
  const session = new Session({ folder, compiler: new PrecompiledCells(compiled, keptBy) });
  session.onUncaught((error) => {
    const { ename, evalue } = reportError(error, '');
    onUncaught(`${ename}: ${evalue}`);
    return false;
  });
  const problems: string[] = [];
  const failed: string[] = [];
  for (const cell of cells) {
    onCell?.(cell.id);
    const done = session.execute(cell.source, { sink: nowhere, cellId: cell.id });
    // A cell that waits for ever, as one that serves may, goes on while the next ones run.
    const outcome = await Promise.race([done, idleFor(cellPatience)]);
    if (outcome?.status === 'error') {
      // What is only missing because of an earlier error is mended with that.
      if (!failed.some((source) => wouldDeclare(source, outcome.report.evalue)))
        problems.push(describe(cell.id, outcome.report));
      failed.push(cell.source);
    }
    if (outcome === undefined)
      problems.push(`cell ${cell.id} still waited after ${cellPatience / 1000} s`);
  }
  return problems.length === 0 ? 'no cell calls check()' : problems.join('\n');
}

/**
 * Resolves when this process has had nothing to do for so long. Compiling a cell and running it do
 * not count: on a busy machine they alone may take longer.
 */
async function idleFor(milliseconds: number): Promise<undefined> {
  const { idle: before } = performance.eventLoopUtilization();
  for (let left = milliseconds; left > 0; ) {
    await pause(Math.ceil(left), undefined, { ref: false });
    left = milliseconds - (performance.eventLoopUtilization().idle - before);
  }
}

/** Whether what an error finds missing is declared in a cell. */
function wouldDeclare(source: string, evalue: string): boolean {
  const missing = /Cannot find name '(\w+)'|shorthand property '(\w+)'/.exec(evalue);
  const name = missing?.[1] ?? missing?.[2];
  if (name === undefined) return false;
  const keywords = 'function|const|let|var|class|interface|type|enum';
  return new RegExp(`\\b(?:${keywords})\\s+${name}\\b`).test(source);
}

function describe(cell: string, { ename, evalue, line }: ErrorReport): string {
  return `cell ${cell}${line === undefined ? '' : `, line ${line}`}: ${ename}: ${evalue}`;
}
