/** nbgrader itself, from PyPI, with a course of its own that uses our kernel. */

import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { courseRoot } from '../../lib/base/paths.ts';
import { installKernelspec } from '../../lib/kernel/kernelspec.ts';

const run = promisify(execFile);
const environment = join(courseRoot, 'test-results', 'nbgrader');
const lock = join(import.meta.dirname, 'nbgrader.txt');

/** Why nbgrader cannot be had here, or undefined where it can. */
export function whyNoNbgrader(): string | undefined {
  const { status } = spawnSync('python3', [
    '-c',
    'import sys; sys.exit(sys.version_info < (3, 11))',
  ]);
  return status === 0 ? undefined : 'nbgrader needs Python 3.11 or newer';
}

/** Installs nbgrader into an environment that later runs use again. */
export async function installNbgrader(): Promise<void> {
  const mark = join(environment, 'installed.txt');
  const wanted = readFileSync(lock, 'utf8');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
    mkdirSync(environment, { recursive: true });
    await run('python3', ['-m', 'venv', '--clear', environment]);
    const pip = join(environment, 'bin', 'pip');
    await run(pip, ['install', '--quiet', '--require-hashes', '--no-deps', '--requirement', lock]);
    writeFileSync(mark, wanted);
  }
  installKernelspec(environment);
}

/** Runs one of nbgrader's commands in the folder of its course. */
export async function nbgrader(folder: string, args: readonly string[]): Promise<void> {
  await run(join(environment, 'bin', 'nbgrader'), args, {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${join(environment, 'bin')}:${process.env.PATH}`,
      JUPYTER_CONFIG_DIR: join(folder, '.config'),
      JUPYTER_DATA_DIR: join(folder, '.data'),
    },
  });
}
