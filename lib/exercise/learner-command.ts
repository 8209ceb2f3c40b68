/** How to start the process that runs a learner's code. */

import { snapshotArguments, snapshotFault } from '../kernel/snapshot-file.ts';
import { entryPoint } from '../paths.ts';
import type { LearnerCommand, LearnerTask } from './protocol.ts';

/** The most time until a notebook has called `check()`, in milliseconds. */
const patience = 20_000;

/** A process without a sandbox, for a learner's own machine. */
export function plainLearner(task: LearnerTask, cwd: string): LearnerCommand {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name === 'NODE_OPTIONS' ? [] : [[name, value]],
    ),
  );
  const file = entryPoint(import.meta.url, './learner');
  // Cells need a compiler, and the kernel's snapshot holds one that is ready; a module needs none.
  const isWarm = task.type === 'cells' && snapshotFault() === undefined;
  const args = isWarm ? [...snapshotArguments.slice(0, -1), file] : [file];
  return { file: process.execPath, args, env, cwd, task, patience };
}
