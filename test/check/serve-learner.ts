/** Lets a harness of a pool check one learner, as grading does. */

import type { HarnessPool } from '../../lib/check/harness-process.ts';
import { type CheckReport, runChecks } from '../../lib/check/run-checks.ts';
import { compileInOrder } from '../../lib/compile/given.ts';
import { loadCompiler } from '../../lib/compile/load.ts';
import type { Sandbox } from '../../lib/grade/sandbox.ts';

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
  readonly readyTimeout?: number;
  /** Hears of the process of the harness before anything of the learner's runs. */
  readonly onHarness?: (pid: number) => void;
}

/** What was decided, and the process of the harness that has checked it, or of its sandbox. */
export interface Served extends CheckReport {
  readonly harness: number;
}

export async function serveLearner(learner: Learner): Promise<Served> {
  const { pool, sandbox, checks, sources, env, readyTimeout, onHarness } = learner;
  const cells = sources.map((source, index) => ({ id: `cell-${index}`, source }));
  const compiled = await compileInOrder(sources, loadCompiler());
  const start = sandbox.learner({ type: 'cells', folder: '/tmp', cells, compiled });
  let harness = 0;
  const report = await runChecks({
    checks,
    host: '127.0.2.1',
    seed: 1,
    harnesses: pool,
    ...(readyTimeout !== undefined && { readyTimeout }),
    learner: { command: { ...start, env: { ...start.env, ...env } } },
    watch(pid) {
      harness = pid;
      onHarness?.(pid);
      return { exceeded: new Promise<string>(() => {}), stop() {} };
    },
  });
  return { ...report, harness };
}
