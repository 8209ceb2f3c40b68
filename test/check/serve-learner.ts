/** Lets a harness of a pool check one learner, as grading does. */

import { cellCompiler } from '../../lib/exercise/cell-compiler.ts';
import { compileCells, compileWith } from '../../lib/exercise/compile-cells.ts';
import { type Decision, decide } from '../../lib/exercise/decide.ts';
import type { Sandbox } from '../../lib/exercise/grade/sandbox.ts';
import type { HarnessPool } from '../../lib/exercise/harness-process.ts';

/** Who is checked, and by what. */
export interface Learner {
  readonly pool: HarnessPool;
  readonly sandbox: Sandbox;
  /** The checks, as one CommonJS file. */
  readonly checks: string;
  /** The cells of the notebook. */
  readonly sources: readonly string[];
  /** More of the environment of the learner's process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The most time until the harness has made its plan, in milliseconds. */
  readonly readyPatience?: number;
  /** Hears of the process of the harness before anything of the learner's runs. */
  readonly onHarness?: (pid: number) => void;
}

/** What was decided, and the process of the harness that has checked it, or of its sandbox. */
export interface Served extends Decision {
  readonly harness: number;
}

const compile = compileWith(cellCompiler());

export async function serveLearner(learner: Learner): Promise<Served> {
  const { pool, sandbox, checks, sources, env, readyPatience, onHarness } = learner;
  const cells = sources.map((source, index) => ({ id: `cell-${index}`, source }));
  const compiled = compileCells(sources, compile);
  const start = sandbox.learner({ type: 'cells', folder: '/tmp', cells, compiled });
  let harness = 0;
  const decision = await decide({
    checks,
    host: '127.0.2.1',
    seed: 1,
    harnesses: pool,
    ...(readyPatience !== undefined && { readyPatience }),
    learner: { command: { ...start, env: { ...start.env, ...env } } },
    watch(pid) {
      harness = pid;
      onHarness?.(pid);
      return { exceeded: new Promise<string>(() => {}), stop() {} };
    },
  });
  return { ...decision, harness };
}
