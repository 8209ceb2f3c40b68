/** The command that starts the process of a learner's code. */

import { snapshotFault, withHugePages, withSnapshot } from '../compile/snapshot/snapshot-file.ts';
import { processArguments, processProgram } from './bundle/bundled-process.ts';
import type { LearnerTask } from './protocol.ts';
import type { LearnerStart } from './run-checks.ts';

/** Timeout until a notebook has called `check()`, in milliseconds. */
const timeout = 20_000;

/** A process without a sandbox, for a learner's own machine. */
export function plainLearner(task: LearnerTask, cwd: string): LearnerStart {
  const env = Object.fromEntries(
    Object.entries(withHugePages(process.env)).flatMap(([name, value]) =>
      value === undefined || name === 'NODE_OPTIONS' ? [] : [[name, value]],
    ),
  );
  const program = processProgram('learner');
  const isCompiled = task.type === 'module' || task.compiled.length === task.cells.length;
  const needsSnapshot = !isCompiled && snapshotFault() === undefined;
  const args = needsSnapshot
    ? withSnapshot(program)
    : isCompiled
      ? processArguments('learner')
      : program;
  return { file: process.execPath, args, env, cwd, task, timeout };
}
