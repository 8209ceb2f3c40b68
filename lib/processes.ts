/** The processes that a process has started. */

import { readdirSync, readFileSync } from 'node:fs';

/** The unit of times in /proc: a constant of Linux for user programs. */
const ticksPerSecond = 100;

/**
 * Ends a process and all that it has started. To end only the first is not enough: a sandbox is a
 * chain of processes, and one that has changed its user does not die with its parent.
 */
export function killTree(pid: number): void {
  killDescendants(pid);
  kill(pid);
}

/** Ends all that a process has started, what is started meanwhile too. */
export function killDescendants(pid: number): void {
  const killed = new Set<number>();
  for (;;) {
    const fresh = descendants(pid).filter((each) => !killed.has(each));
    if (fresh.length === 0) return;
    for (const each of fresh) {
      killed.add(each);
      kill(each);
    }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** The time of a processor that a process and its descendants have used so far, in seconds. */
export function cpuSeconds(pid: number): number {
  const ticks = [pid, ...descendants(pid)].map((each) => {
    // After the name, which may hold anything but is in brackets, come the fields from the third on.
    const fields = readProc(`/proc/${each}/stat`)?.split(') ').at(-1)?.split(' ') ?? [];
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
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

/** The process that a chain of launchers such as bubblewrap has started. */
export function innermost(pid: number): number {
  const name = readProc(`/proc/${pid}/comm`)?.trim();
  if (name !== 'bwrap') return pid;
  const [first] = childrenOf(pid);
  return first === undefined ? pid : innermost(first);
}

function childrenOf(pid: number): number[] {
  const folder = `/proc/${pid}/task`;
  // Each thread has children of its own.
  return list(folder).flatMap((thread) =>
    (readProc(`${folder}/${thread}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  );
}

/** A file of /proc, or undefined once its process has ended. */
export function readProc(path: string): string | undefined {
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
