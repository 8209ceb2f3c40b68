/** The child processes that cells started: they end with the kernel, and give back their ports. */

import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { withTimeout } from '../base/with-timeout.ts';

/** The most time for a child process to end after SIGTERM, in milliseconds. */
const termTimeout = 250;

const running = new Set<ChildProcess>();

/** Remembers every child process from now on. */
export function rememberChildren(): void {
  subscribe('child_process', (message) => {
    const { process: child } = message as { readonly process: ChildProcess };
    running.add(child);
    child.once('exit', () => running.delete(child));
  });
}

/** Ends the child processes that still run: asks, waits a moment, then insists. */
export async function endChildren(): Promise<void> {
  const ended = [...running].map((child) => once(child, 'exit'));
  if (ended.length === 0) return;
  for (const child of running) child.kill('SIGTERM');
  await withTimeout(Promise.all(ended), { milliseconds: termTimeout });
  for (const child of running) child.kill('SIGKILL');
}
