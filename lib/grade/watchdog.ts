/** Watches the processes of one submission, and tells when they exceed a limit. */

import { descendants, innermost, readProc } from '../base/processes.ts';
import type { ResourceLimits } from './sandbox.ts';

/** Milliseconds between two readings. */
const interval = 50;

/** The size of a page of memory, in bytes. */
const page = 4096;

/** The highest readings. */
export interface Peak {
  /** In megabytes. */
  readonly memory: number;
  readonly processes: number;
}

/** A watchdog that runs until it is stopped. */
export interface Watchdog {
  /** The highest readings so far. */
  readonly peak: Peak;
  /** Resolves with the limit that was exceeded, in words; never, if none is. */
  readonly exceeded: Promise<string>;
  stop(): void;
}

/**
 * Watches all processes that the harness `pid` has started within its sandbox. Limits of a single
 * process are enforced by Linux.
 */
export function watchProcesses(pid: number, { memory, processes }: ResourceLimits): Watchdog {
  const exceeded = Promise.withResolvers<string>();
  let peak: Peak = { memory: 0, processes: 0 };
  const timer = setInterval(() => {
    const harness = innermost(pid);
    const all = descendants(harness);
    const bytes = all.reduce((sum, each) => sum + residentBytes(each), 0);
    const used = { memory: megabytes(bytes), processes: all.length };
    peak = {
      memory: Math.max(peak.memory, used.memory),
      processes: Math.max(peak.processes, used.processes),
    };
    if (used.processes > processes) exceeded.resolve(`more than ${processes} processes`);
    else if (used.memory > memory) exceeded.resolve(`more than ${memory} megabytes of memory`);
    else if (megabytes(residentBytes(harness)) > memory)
      exceeded.resolve(`more than ${memory} megabytes of memory for its messages to the checks`);
  }, interval);
  return {
    exceeded: exceeded.promise,
    get peak() {
      return peak;
    },
    stop: () => clearInterval(timer),
  };
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}

function residentBytes(pid: number): number {
  return Number(readProc(`/proc/${pid}/statm`)?.split(' ')[1] ?? 0) * page;
}
