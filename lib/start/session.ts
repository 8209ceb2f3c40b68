/**
 * The processes of one session: JupyterLab, its kernels, their children, however they were started.
 *
 * A kernel leads a process group of its own and a cell may start what outlives it, so neither the
 * process tree nor a group tells who belongs to the session. The environment does: it is inherited,
 * and Linux shows it in `/proc/PID/environ`.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const VARIABLE = 'WIREBOOK_SESSION';

/** The variable that marks every process of session `id`. */
export function sessionMark(id: string): Readonly<Record<string, string>> {
  return { [VARIABLE]: id };
}

/** The processes that belong to session `id` and still run. */
export function sessionProcesses(id: string): readonly number[] {
  const mark = `\0${VARIABLE}=${id}\0`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => `\0${environmentOf(name)}\0`.includes(mark))
    .map(Number);
}

/**
 * Ends every process of session `id`: asks, waits a moment, then insists.
 *
 * @param timeout milliseconds between SIGTERM and SIGKILL
 */
export async function endSession(id: string, timeout = 1000): Promise<void> {
  signalAll(id, 'SIGTERM');
  const deadline = performance.now() + timeout;
  while (sessionProcesses(id).length > 0 && performance.now() < deadline) await delay(20);
  // A process may start another one while it is being killed.
  while (signalAll(id, 'SIGKILL') > 0) await delay(20);
}

function signalAll(id: string, signal: NodeJS.Signals): number {
  const pids = sessionProcesses(id);
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // It ended by itself between the two calls.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  return pids.length;
}

/** A process's environment as the kernel keeps it; a zombie has none. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return ''; // it ended a moment ago, or belongs to another user
  }
}
