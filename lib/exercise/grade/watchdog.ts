/** Watches the processes of one submission, and says when they use more than they may. */

import { readdirSync, readFileSync } from 'node:fs';
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

/** All processes that `pid` has started, and those that they have. */
export function descendants(pid: number): number[] {
  const found = [pid];
  // The list grows while it is walked, so that grandchildren are reached too.
  for (const each of found) {
    if (found.length < 5000) found.push(...childrenOf(each));
  }
  return found.slice(1);
}

function childrenOf(pid: number): number[] {
  const folder = `/proc/${pid}/task`;
  // Each thread has children of its own.
  return list(folder).flatMap((thread) =>
    (read(`${folder}/${thread}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  );
}

function residentBytes(pid: number): number {
  return Number(read(`/proc/${pid}/statm`)?.split(' ')[1] ?? 0) * page;
}

/** A file of /proc, or undefined once its process has ended. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Processes end at any time; one that has ended uses nothing.
    return undefined;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The process has ended.
    return [];
  }
}
