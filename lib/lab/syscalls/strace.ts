/** The system calls of this whole process, as `strace(1)` sees them from outside. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ResourceScope } from '../base/resource-scope.ts';
import type { TracedCall } from './traced-call.ts';

/** The time that strace has to attach, in milliseconds. */
const attachTimeout = 5000;

/** `pid time name(args) = result error (text) <duration>` */
const callPattern =
  /^(\d+\.\d+) (\w+)\((.*)\)\s+= (-?\d+|\?)(?:<[^>]*>)?(?: (E\w+) \([^)]*\))?.*? <(\d+\.\d+)>$/;

/** Traces this process's main thread while `fn` runs; answers its calls about sockets. */
export async function traceProcess(fn: () => unknown): Promise<readonly TracedCall[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-strace-'));
  const file = join(folder, 'calls');
  try {
    const stop = await attach(file);
    const begin = wallClock();
    try {
      await fn();
    } finally {
      await stop();
    }
    return parseStrace(readFileSync(file, 'utf8'), { begin });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Reads the output of `strace -ttt -T -yy`: the calls about sockets since `begin`, in seconds. */
export function parseStrace(
  text: string,
  { begin }: { readonly begin: number },
): readonly TracedCall[] {
  return text.split('\n').flatMap((line) => {
    const [, time, name, args, result, error = '', duration] = line.match(callPattern) ?? [];
    if (name === undefined || args === undefined || Number(time) < begin) return [];
    const isAboutSockets = name === 'socket' || /^\d+<(?:socket|TCP|UDP|UNIX|NETLINK)/.test(args);
    if (!isAboutSockets) return [];
    return [
      {
        name,
        args: splitArguments(shortAddresses(args)),
        result: Number(result),
        error,
        at: (Number(time) - begin) * 1000,
        duration: Number(duration) * 1000,
      },
    ];
  });
}

async function attach(file: string): Promise<() => Promise<void>> {
  const which = 'trace=%network,read,write,readv,writev,close';
  const args = ['-p', `${process.pid}`, '-o', file, '-ttt', '-T', '-yy', '-s', '24', '-e', which];
  // Outside every scope: a background cell that is traced does not own the tracer.
  return ResourceScope.outside(async () => {
    const strace = spawn('strace', [...args, '-e', 'signal=none'], { stdio: 'ignore' });
    const ended = once(strace, 'exit');
    const failed = ended.then(([code]) => refusal(`it ended with ${code}`), refusal);
    const deadline = performance.now() + attachTimeout;
    while (!isTraced()) {
      const outcome = await Promise.race([failed, delay(2)]);
      if (outcome instanceof Error) throw outcome;
      if (performance.now() > deadline) {
        strace.kill();
        throw refusal('it did not attach in time');
      }
    }
    return async () => {
      strace.kill('SIGINT');
      await ended;
    };
  });
}

function refusal(reason: unknown): Error {
  const isMissing = (reason as NodeJS.ErrnoException).code === 'ENOENT';
  return new Error(
    isMissing
      ? "Cannot trace Node's own calls: strace is not installed; sudo apt-get install strace"
      : `Cannot trace Node's own calls: strace may not attach to this process (${reason}); run JupyterLab as root, or allow it: sudo sysctl kernel.yama.ptrace_scope=0`,
    { cause: reason },
  );
}

function isTraced(): boolean {
  const tracer = readFileSync('/proc/self/status', 'utf8').match(/^TracerPid:\s+(\d+)/m)?.[1];
  return tracer !== undefined && tracer !== '0';
}

function wallClock(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

/** Addresses as the library writes them, in place of their structures: `{127.0.2.1:4481}`. */
function shortAddresses(text: string): string {
  return text
    .replace(
      /\{sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\("([\d.]+)"\)\}/g,
      '{$2:$1}',
    )
    .replace(
      /\{sa_family=AF_INET6, sin6_port=htons\((\d+)\),[^{}]*inet_pton\(AF_INET6, "([^"]+)"[^{}]*\}/g,
      '{[$2]:$1}',
    )
    .replace(/\{sa_family=AF_UNIX, sun_path=@?"([^"]*)"\}/g, '{$1}');
}

/** Splits at commas that stand in no brackets and no string; drops what `-yy` adds to descriptors. */
function splitArguments(text: string): readonly string[] {
  const parts =
    text.match(/(?:"(?:[^"\\]|\\.)*"(?:\.\.\.)?|\{[^{}]*\}|\[[^[\]]*\]|<[^<>]*>|[^,])+/g) ?? [];
  return parts.map((part) => part.trim().replace(/^(\d+)<.*>$/, '$1'));
}
