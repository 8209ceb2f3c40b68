/** Watches the processes of one submission, and says when they use more than they may. */

import { descendants, readProc } from '../processes.ts';
import type { Limits } from './sandbox.ts';

/** How often to look, in milliseconds. */
const interval = 50;

/** The size of a page of memory, in bytes. */
const page = 4096;

/** A watch that goes on until it is stopped. */
export interface Watch {
  /** Resolves with what was exceeded; never, if nothing is. */
  readonly exceeded: Promise<string>;
  stop(): void;
}

/** Watches the descendants of `pid`. Limits of one process are the kernel's; this is about all. */
export function watchProcesses(pid: number, { memory, processes }: Limits): Watch {
  const exceeded = Promise.withResolvers<string>();
  const timer = setInterval(() => {
    const all = descendants(pid);
    if (all.length > processes) {
      exceeded.resolve(`more than ${processes} processes`);
    } else if (all.reduce((sum, each) => sum + residentBytes(each), 0) > memory * 1024 * 1024) {
      exceeded.resolve(`more than ${memory} megabytes of memory`);
    }
  }, interval);
  return { exceeded: exceeded.promise, stop: () => clearInterval(timer) };
}

function residentBytes(pid: number): number {
  return Number(readProc(`/proc/${pid}/statm`)?.split(' ')[1] ?? 0) * page;
}
