/** The kernelspec, by which Jupyter and VS Code find and start the kernel. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../base/paths.ts';
import { stoppableCallbacks } from '../compile/snapshot/snapshot-file.ts';
import { kernelspec } from '../notebook/kernelspec.ts';

/** The command of the kernel; `{connection_file}` stands for the path that its server gives. */
export const kernelCommand: readonly string[] = [
  join(courseRoot, 'node_modules', '.bin', 'node'),
  stoppableCallbacks,
  // It takes the place in a loop away at which a cell can be interrupted.
  '--no-turboshaft-loop-unrolling',
  // V8 ends a process whose heap is full. With room above the limit of a notebook, the cell that fills
  // it is interrupted before.
  '--max-old-space-size-percentage=75',
  join(courseRoot, 'lib', 'dist', 'kernel', 'main.js'),
  '{connection_file}',
];

/**
 * Writes the kernelspec into a Python environment.
 *
 * @param environment the folder of the environment; the course's own by default
 * @returns the folder of the kernelspec
 */
export function installKernelspec(environment: string = join(courseRoot, '.venv')): string {
  const folder = join(environment, 'share', 'jupyter', 'kernels', kernelspec.name);
  const spec = {
    argv: kernelCommand,
    display_name: kernelspec.display_name,
    language: kernelspec.language,
    interrupt_mode: 'message',
    // CurveZMQ: jupyter_client 8.9 and later put keys into the connection file where this is told.
    metadata: { debugger: false, supported_encryption: 'curve' },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
  return folder;
}
