/** The processes that a process has started. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The command that starts a process. */
export interface ProcessCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The unit of times in /proc: a constant of Linux for user programs. */
const ticksPerSecond = 100;

/**
 * Ends a process and all that it has started; answers with what it was. To end only the first is not
 * enough: a sandbox is a chain of processes, and one that has changed its user does not die with its
 * parent.
 */
export function killTree(pid: number): readonly number[] {
  const killed = killDescendants(pid);
  kill(pid);
  return [...killed, pid];
}

/**
 * As {@link killTree}, and waits until none of them holds anything any more, such as a port: the
 * memory of a process that was killed is taken back first.
 *
 * @param timeout the most time to wait, in milliseconds
 */
export async function endTree(
  pid: number,
  { timeout }: { readonly timeout: number },
): Promise<void> {
  const killed = killTree(pid);
  const deadline = performance.now() + timeout;
  // Linux reports the end of a process to its parent alone.
  while (!killed.every(hasEnded) && performance.now() < deadline) await delay(2);
}

/** Tells whether a process is gone, or a zombie without a running thread. */
function hasEnded(pid: number): boolean {
  const state = readProc(`/proc/${pid}/stat`)?.split(') ').at(-1)?.[0] ?? 'X';
  return state === 'X' || (state === 'Z' && list(`/proc/${pid}/task`).length <= 1);
}

/** Ends all that a process has started, what is started meanwhile too; answers with what it was. */
export function killDescendants(pid: number): readonly number[] {
  const killed = new Set<number>();
  for (;;) {
    const fresh = descendants(pid).filter((each) => !killed.has(each));
    if (fresh.length === 0) return [...killed];
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
  // With the processes that it started and that have ended.
  const ticks = [pid, ...descendants(pid)].map((each) => ticksOf(`/proc/${each}/stat`, 4));
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
}

/** The time of a processor that the first thread of a process has used so far, in seconds. */
export function threadSeconds(pid: number): number {
  return ticksOf(`/proc/${pid}/task/${pid}/stat`, 2) / ticksPerSecond;
}

/** Times in a file of /proc: of user code and of system calls, then the same of ended children. */
function ticksOf(path: string, count: 2 | 4): number {
  // After the name, which may hold anything but is in brackets, come the fields from the third on.
  const fields = readProc(path)?.split(') ').at(-1)?.split(' ') ?? [];
  return fields.slice(11, 11 + count).reduce((sum, field) => sum + Number(field), 0);
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

/** The process that a chain of bubblewraps has started. */
export function innermost(pid: number): number {
  // By its program: a process can give itself any name.
  if (basename(programOf(pid)) !== 'bwrap') return pid;
  const [first] = childrenOf(pid);
  return first === undefined ? pid : innermost(first);
}

function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    // It has ended, or does not let itself be looked at, as no bubblewrap does.
    return '';
  }
}

/** The processes that a process has started itself, and that are not gone. */
export function childrenOf(pid: number): number[] {
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
