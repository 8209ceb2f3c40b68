/** Runs the `wirebook` of a learner's course. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** How a command ended. */
export interface Ended {
  /** Undefined where it was killed. */
  readonly status: number | undefined;
  readonly said: string;
}

/**
 * Runs a command to its end, or ends it by force.
 *
 * @param after milliseconds after which it is killed; never, unless given
 */
export function runCommand(
  course: string,
  { args, after }: { readonly args: readonly string[]; readonly after?: number },
): Promise<Ended> {
  const program = [join(course, 'lib', 'wirebook.mjs'), ...args];
  const child = spawn(process.execPath, program, {
    cwd: course,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
  }
  const timer =
    after === undefined ? undefined : setTimeout(() => void child.kill('SIGKILL'), after);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ status: code ?? undefined, said });
    });
  });
}
