/** Runs the cells of an exercise up to its call of `check()`. */

import { setTimeout as delay } from 'node:timers/promises';
import { GivenCells } from '../compile/given.ts';
import { loadCompiler } from '../compile/load.ts';
import type { OutputSink } from '../session/cell-output.ts';
import { type ErrorReport, reportError } from '../session/error-report.ts';
import { type Outcome, Session } from '../session/session.ts';
import type { CellsTask } from './protocol.ts';
import { declaredNames, isUncompiled, standInsFor } from './uncompiled.ts';

/** Timeout after which the next cell runs beside a cell that waits, in milliseconds. */
const cellTimeout = 3000;

type Declared = ReadonlyMap<string, 'value' | 'type'>;

/** The checks look at what cells do, not at what they print. */
const noOutput: OutputSink = {
  stream() {},
  display() {},
  result() {},
  error() {},
  clear() {},
};

/** Events while cells run. */
export interface CellEvents {
  /** Tells whether the functions have been handed over: then no more cells run. */
  readonly isOver?: () => boolean;
  /** A cell begins. */
  readonly onCell?: (id: string) => void;
  /** An error that nothing caught, in words; also after the last cell. */
  readonly onUncaught: (message: string) => void;
}

/**
 * Runs cells in order. A cell that fails does not keep the next ones from running: where it does not
 * compile or never ends, functions that tell so stand in for those that it declares.
 *
 * @returns the errors in words for the learner, to be shown only if no cell called `check()`
 */
export async function runCells(
  { cells, folder, compiled, keptBy, endless = [] }: CellsTask,
  { isOver = () => false, onCell, onUncaught }: CellEvents,
): Promise<string> {
  const session = new Session({
    folder,
    compiler: new GivenCells(compiled, loadCompiler, keptBy),
    language: loadCompiler,
  });
  session.onUncaught((error) => {
    const { ename, evalue } = reportError(error, '');
    onUncaught(`${ename}: ${evalue}`);
    return false;
  });
  const problems: string[] = [];
  const failed: string[] = [];
  const standIn = (names: Declared, tell: (name: string) => string) =>
    session.execute(standInsFor(names, tell), { sink: noOutput });
  for (const cell of cells) {
    if (isOver()) break;
    onCell?.(cell.id);
    if (endless.includes(cell.id)) {
      const reason = `cell ${cell.id} went on for seconds without an await that waits: look for a loop without end in it, or in what it calls`;
      problems.push(reason);
      await standIn(
        declaredNames(cell.source),
        (name) => `${name} cannot be checked, because its cell never ends: ${reason}`,
      );
      continue;
    }
    const run = () => session.execute(cell.source, { sink: noOutput, cellId: cell.id });
    // A cell that serves may wait for ever; it goes on while the next ones run.
    let outcome = await Promise.race([run(), idleFor(cellTimeout)]);
    // The call of check() names the functions: one that is missing or has another type must not
    // keep the others from being checked.
    const refused = new Set<string>();
    for (;;) {
      const name = /\bcheck\s*\(/.test(cell.source) ? refusedName(cell.source, outcome) : undefined;
      if (name === undefined || refused.has(name) || outcome?.status !== 'error') break;
      refused.add(name);
      const { evalue } = outcome.report;
      await standIn(new Map([[name, 'value']]), () =>
        / in scope | find name /.test(evalue)
          ? `${name} is not defined: run the cell of its task`
          : `${name} does not have the type that the exercise asks for: ${evalue}`,
      );
      outcome = await Promise.race([run(), idleFor(cellTimeout)]);
    }
    if (outcome?.status === 'error') {
      const { report } = outcome;
      if (isTypeError(report)) {
        const where = describe(cell.id, report);
        await standIn(declaredNames(cell.source), (name) => {
          return `${name} cannot be checked, because its cell does not compile: ${where}`;
        });
      }
      // A name that is missing because of an earlier error comes back when that error is mended.
      if (
        !isUncompiled({ name: report.ename }) &&
        !failed.some((source) => wouldDeclare(source, report.evalue))
      )
        problems.push(describe(cell.id, report));
      failed.push(cell.source);
    }
    if (outcome === undefined)
      problems.push(`cell ${cell.id} still waited after ${cellTimeout / 1000} s`);
  }
  return problems.length === 0 ? 'no cell calls check()' : problems.join('\n');
}

/**
 * Resolves when this process has been idle for so long. Compiling and running a cell does not count,
 * since on a busy machine that alone may take longer.
 */
async function idleFor(milliseconds: number): Promise<undefined> {
  const { idle: before } = performance.eventLoopUtilization();
  for (let left = milliseconds; left > 0; ) {
    await delay(Math.ceil(left), undefined, { ref: false });
    left = milliseconds - (performance.eventLoopUtilization().idle - before);
  }
}

/** Tells whether a cell declares the name that an error finds missing. */
function wouldDeclare(source: string, evalue: string): boolean {
  const missing = /Cannot find name '(\w+)'|shorthand property '(\w+)'/.exec(evalue);
  const name = missing?.[1] ?? missing?.[2];
  if (name === undefined) return false;
  const keywords = 'function|const|let|var|class|interface|type|enum';
  return new RegExp(`\\b(?:${keywords})\\s+${name}\\b`).test(source);
}

function isTypeError({ ename }: ErrorReport): boolean {
  return ename.startsWith('TypeScript error');
}

/** The name at which TypeScript refuses a cell. */
function refusedName(source: string, outcome: Outcome | undefined): string | undefined {
  if (outcome?.status !== 'error' || !isTypeError(outcome.report)) return undefined;
  const place = /:(\d+):(\d+)$/.exec(outcome.report.traceback[0] ?? '');
  const line = source.split('\n')[Number(place?.[1]) - 1] ?? '';
  return /^[A-Za-z_$][\w$]*/.exec(line.slice(Number(place?.[2]) - 1))?.[0];
}

function describe(cell: string, { ename, evalue, line }: ErrorReport): string {
  return `cell ${cell}${line === undefined ? '' : `, line ${line}`}: ${ename}: ${evalue}`;
}
