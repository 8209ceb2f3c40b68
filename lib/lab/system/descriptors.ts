/** The file descriptors of a process, as `/proc/PID/fd` has them. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isUntracedDescriptor } from '../base/untraced.ts';

/** An open file descriptor. */
export interface Descriptor {
  readonly fd: number;
  /** The file that it refers to, such as `socket:[4711]` or a path. */
  readonly target: string;
  /** The inode of a socket. */
  readonly socketInode: number | undefined;
}

const baseline = new Map<number, string>();

/**
 * The open descriptors of this process, or of another one, in the order of their numbers, without
 * those of instruments at work.
 */
export function descriptors(pid?: number): readonly Descriptor[] {
  return numbersOf(pid)
    .filter((fd) => pid !== undefined || !isUntracedDescriptor(fd))
    .sort((a, b) => a - b)
    .flatMap((fd) => {
      const target = targetOf(fd, pid);
      if (target === undefined) return [];
      const inode = target.match(/^socket:\[(\d+)\]$/)?.[1];
      return [{ fd, target, socketInode: inode === undefined ? undefined : Number(inode) }];
    });
}

/** Counts the descriptors that are open now as the kernel's own, which tables leave out. */
export function rememberBaseline(): void {
  if (baseline.size > 0) return;
  for (const { fd, target } of descriptors()) baseline.set(fd, target);
}

/** True where the descriptor was open before the lesson, and still refers to the same file. */
export function isBaseline({ fd, target }: Descriptor): boolean {
  return baseline.get(fd) === target;
}

/** The flags of a descriptor that lessons speak of: `nonblock`, `cloexec`, `append`. */
export function flagsOf(fd: number, pid: number | 'self' = 'self'): readonly string[] {
  const octal = infoOf(fd, pid).match(/^flags:\s*([0-7]+)/m)?.[1];
  const flags = Number.parseInt(octal ?? '0', 8);
  return Object.entries({ nonblock: 0o4000, cloexec: 0o2000000, append: 0o2000 })
    .filter(([, bit]) => flags & bit)
    .map(([name]) => name);
}

function numbersOf(pid: number | 'self' = 'self'): number[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(Number);
  } catch (cause) {
    throw new Error(`No process ${pid} runs whose descriptors may be read`, { cause });
  }
}

function infoOf(fd: number, pid: number | 'self'): string {
  try {
    return readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8');
  } catch {
    return ''; // Another process has closed the descriptor meanwhile.
  }
}

function targetOf(fd: number, pid: number | 'self' = 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return undefined; // The descriptor by which the folder itself was read: closed by now.
  }
}
