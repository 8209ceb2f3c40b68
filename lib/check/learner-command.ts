/** How to start the process that runs a learner's code. */

import { withHugePages } from '../kernel/huge-pages.ts';
import { processArguments, processProgram } from './bundled-process.ts';
import { withCompiler } from './cell-compiler.ts';
import type { LearnerStart } from './decide.ts';
import type { LearnerTask } from './protocol.ts';

/** The most time until a notebook has called `check()`, in milliseconds. */
const patience = 20_000;

/** A process without a sandbox, for a learner's own machine. */
export function plainLearner(task: LearnerTask, cwd: string): LearnerStart {
  const env = Object.fromEntries(
    Object.entries(withHugePages(process.env)).flatMap(([name, value]) =>
      value === undefined || name === 'NODE_OPTIONS' ? [] : [[name, value]],
    ),
  );
  const program = processProgram('learner');
  const isCompiled = task.type === 'module' || task.compiled.length === task.cells.length;
  const args = isCompiled ? processArguments('learner') : withCompiler(program);
  return { file: process.execPath, args, env, cwd, task, patience };
}
