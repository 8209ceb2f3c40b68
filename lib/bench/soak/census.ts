/** Counts what lives in this process namespace: processes, descriptors, sockets, memory. */

import { readdirSync, readlinkSync } from 'node:fs';
import { inetSockets } from '../../lab/proc-net.ts';
import { readProc } from '../../processes.ts';

/** A moment of a soak. */
export interface Census {
  /** Since its start, in seconds. */
  readonly at: number;
  readonly processes: number;
  readonly zombies: number;
  readonly kernels: number;
  readonly descriptors: number;
  /** TCP and UDP sockets that a process has open. */
  readonly sockets: number;
  /** Resident memory of all, in MiB. */
  readonly memory: number;
}

/** A process other than this one. */
export interface Inhabitant {
  readonly pid: number;
  readonly command: string;
  readonly isZombie: boolean;
}

/** All processes of this namespace but this one, and the first, which waits for orphans. */
export function inhabitants(): readonly Inhabitant[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== '1' && Number(name) !== process.pid)
    .flatMap((name) => {
      const status = readProc(`/proc/${name}/stat`);
      if (status === undefined) return [];
      const isZombie = status.slice(status.lastIndexOf(')') + 2).startsWith('Z');
      const command = (readProc(`/proc/${name}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
      return [{ pid: Number(name), command, isZombie }];
    });
}

/** Counts. */
export function takeCensus(at: number): Census {
  const all = inhabitants();
  const pids = [process.pid, ...all.map(({ pid }) => pid)];
  return {
    at,
    processes: all.length,
    zombies: all.filter(({ isZombie }) => isZombie).length,
    kernels: all.filter(({ command }) => isKernel(command)).length,
    descriptors: pids.reduce((sum, pid) => sum + descriptorsOf(pid).length, 0),
    sockets: openSockets().length,
    memory: pids.reduce((sum, pid) => sum + memoryOf(pid), 0),
  };
}

/** What a process has open, in words without numbers. */
export function descriptorsOf(pid: number): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(`/proc/${pid}/fd`);
  } catch {
    return []; // It has ended.
  }
  return names.flatMap((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`).replace(/\d+/g, '');
    } catch {
      return []; // It was closed between the two calls.
    }
  });
}

/** The sockets of this network namespace that a process has open, TIME_WAIT left out. */
export function openSockets(): readonly string[] {
  return [...inetSockets('tcp'), ...inetSockets('udp')]
    .filter(({ inode }) => inode !== 0)
    .map((each) => `${each.protocol} ${each.localAddress}:${each.localPort} ${each.state}`);
}

/** The resident memory of a process, in MiB. */
export function memoryOf(pid: number): number {
  return Number(/VmRSS:\s*(\d+)/.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) / 1024;
}

function isKernel(command: string): boolean {
  return command.includes('connection.json');
}
