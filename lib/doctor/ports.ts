/** The ports that lessons name, and who holds those that are taken. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type InetSocket, inetSockets, localEnd } from '../lab/system/proc-net.ts';
import type { Finding, Probe } from './probe.ts';

export const portsProbe: Probe = {
  id: 'limits.ports',
  what: 'the ports that lessons name (4400 to 4599)',
  expected: 'free',
  lessons: 'all',
  mend: 'end the program that listens there',
  run: ports,
};

/** A lesson that is open holds its own ports, and is in no other lesson's way. */
function ports(): Finding {
  const taken = inetSockets('tcp').filter(
    ({ state, localPort }) => state === 'LISTEN' && localPort >= 4400 && localPort < 4600,
  );
  const owners = socketOwners();
  const lessons = new Set<string>();
  for (const socket of taken) {
    const pid = owners.get(socket.inode);
    const lesson = lessonOf(socket);
    if (lesson !== undefined && pid !== undefined && isWirebook(pid)) lessons.add(lesson);
    else return stranger(socket, pid);
  }
  if (lessons.size === 0) return 'free';
  const open = `lesson${lessons.size > 1 ? 's' : ''} ${[...lessons].toSorted().join(', ')}`;
  return { found: `free, but for ${open} open in a kernel of the course`, asExpected: true };
}

function stranger(socket: InetSocket, pid: number | undefined): Finding {
  const place = localEnd(socket);
  if (pid === undefined) {
    const mend = `'ss -ltnp sport = :${socket.localPort}' as root names the program; end it`;
    return { found: `${place} is taken by another user`, asExpected: false, mend };
  }
  const name = orNothing(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), 'a program');
  const found = `${place} is taken by ${name}, process ${pid}`;
  return { found, asExpected: false, mend: `end that program ('kill ${pid}')` };
}

/** Lesson and exercise NN have the address 127.0.NN.1. */
function lessonOf({ localAddress }: InetSocket): string | undefined {
  return localAddress.match(/^127\.0\.(\d+)\.1$/)?.[1]?.padStart(2, '0');
}

/** Which process has a socket open, for the processes that this user may look at. */
function socketOwners(): ReadonlyMap<number, number> {
  const owners = new Map<number, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of orNothing(() => readdirSync(`/proc/${pid}/fd`), [])) {
      const target = orNothing(() => readlinkSync(`/proc/${pid}/fd/${fd}`), '');
      const inode = target.match(/^socket:\[(\d+)\]$/)?.[1];
      if (inode !== undefined) owners.set(Number(inode), Number(pid));
    }
  }
  return owners;
}

/** True for a kernel of the course, and for processes that one started. */
function isWirebook(pid: number): boolean {
  for (let ancestor = pid; ancestor > 1; ancestor = parentOf(ancestor)) {
    const command = orNothing(() => readFileSync(`/proc/${ancestor}/cmdline`, 'utf8'), '');
    const isKernel = command
      .split('\0')
      .some((part) => /\/lib\/(?:dist\/)?(?:kernel|session|check)\/\S+\.c?[jt]s$/.test(part));
    if (isKernel) return true;
  }
  return false;
}

function parentOf(pid: number): number {
  const status = orNothing(() => readFileSync(`/proc/${pid}/status`, 'utf8'), '');
  return Number(status.match(/^PPid:\s*(\d+)$/m)?.[1] ?? 0);
}

/** A process may end between two looks at it, and another user's is not for us to see. */
function orNothing<T>(look: () => T, nothing: T): T {
  try {
    return look();
  } catch {
    return nothing;
  }
}
