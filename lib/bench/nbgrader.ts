/** nbgrader from PyPI, with the kernel of the course. */

import { delimiter, join } from 'node:path';
import { installKernelspec } from '../kernel/kernelspec.ts';
import { type Metered, metered } from './metered.ts';

/** What is installed. */
export const nbgraderPackages: readonly string[] = ['nbgrader==0.9.6'];

/** Runs a command of the nbgrader installed in `environment`. */
export async function nbgrader(
  environment: string,
  args: readonly string[],
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal | undefined },
): Promise<Metered> {
  installKernelspec(environment);
  const env = {
    ...process.env,
    PATH: [join(environment, 'bin'), process.env.PATH].join(delimiter),
    JUPYTER_CONFIG_DIR: join(folder, '.config'),
    JUPYTER_DATA_DIR: join(folder, '.data'),
  };
  return metered([join(environment, 'bin', 'nbgrader'), ...args], { cwd: folder, env, signal });
}
