/** The processes that have a socket open, by `/proc/<pid>/fd`, as `ss -p` finds them. */

import { readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** A process with its program's name. */
export interface SocketProcess {
  readonly pid: number;
  readonly program: string;
}

/** The processes of sockets by their inodes, as far as this user may read: its own, root all. */
export function socketProcesses(): ReadonlyMap<number, readonly SocketProcess[]> {
  const found = new Map<number, SocketProcess[]>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const inodes = socketInodesOf(pid);
    if (inodes.size === 0) continue;
    const process = { pid: Number(pid), program: programOf(pid) };
    for (const inode of inodes) found.set(inode, [...(found.get(inode) ?? []), process]);
  }
  return found;
}

function socketInodesOf(pid: string): ReadonlySet<number> {
  const folder = `/proc/${pid}/fd`;
  const targets = readable(() => readdirSync(folder), []).map((fd) =>
    readable(() => readlinkSync(`${folder}/${fd}`), ''),
  );
  const inodes = targets.map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]);
  return new Set(inodes.filter((inode) => inode !== undefined).map(Number));
}

function programOf(pid: string): string {
  return basename(readable(() => readlinkSync(`/proc/${pid}/exe`), '')) || 'a program';
}

/** A process of another user may not be read, and any process may be gone by now. */
function readable<Found>(read: () => Found, otherwise: Found): Found {
  try {
    return read();
  } catch (error) {
    const code = String(Object(error).code);
    if (['EACCES', 'EPERM', 'ENOENT', 'ESRCH'].includes(code)) return otherwise;
    throw error;
  }
}
