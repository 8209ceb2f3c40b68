/** Gives the cell what its child processes write to the streams they inherit. */

import childProcess, { ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentCell } from './session-cell.ts';

type Stdio = Exclude<StdioOptions, string>;

/** Bytes of a file that are printed at a time. */
const pieceLength = 1 << 20;

const names = ['stdin', 'stdout', 'stderr'] as const;

/** Routes the inherited streams of child processes; once, for good. */
export function routeChildren(): void {
  routeSpawned();
  for (const name of ['spawnSync', 'execFileSync', 'execSync'] as const) routeWaitedFor(name);
  // ES modules see the functions of a built-in module as they were when it was loaded.
  syncBuiltinESMExports();
}

interface Spawning {
  stdio?: StdioOptions;
}

/** `spawn`, `fork`, `exec` and `execFile` all end up in this method. */
function routeSpawned(): void {
  const prototype = ChildProcess.prototype as unknown as {
    spawn(this: ChildProcess, options: Spawning): unknown;
  };
  const spawn = prototype.spawn;
  prototype.spawn = function (options) {
    const stdio = toArray(options.stdio);
    const inherited = currentCell() === undefined ? [] : inheritedBy(stdio);
    if (inherited.length === 0) return spawn.call(this, options);
    const piped = stdio.map((each, fd) => (inherited.includes(fd) ? 'pipe' : each));
    const result = spawn.call(this, { ...options, stdio: piped });
    for (const fd of inherited) {
      const stream = this.stdio?.[fd];
      const output = fd === 1 ? process.stdout : process.stderr;
      if (stream && 'on' in stream) stream.on('data', (chunk: Buffer) => output.write(chunk));
      // The caller let the child inherit the stream, and expects no stream here.
      Object.assign(this, { [names[fd] ?? '']: null });
      Object.assign(this.stdio ?? [], { [fd]: null });
    }
    return result;
  };
}

/** A child that is waited for writes into a file, which is shown when it is done. */
function routeWaitedFor(name: 'spawnSync' | 'execFileSync' | 'execSync'): void {
  const functions = childProcess as unknown as Record<string, (...args: unknown[]) => unknown>;
  const original = functions[name];
  if (original === undefined) return;
  functions[name] = (...args) => {
    const at = args.findIndex((each) => typeof each === 'object' && !Array.isArray(each));
    const options = (at < 0 ? {} : (args[at] ?? {})) as Spawning;
    const stdio = toArray(options.stdio);
    const inherited = currentCell() === undefined ? [] : inheritedBy(stdio);
    if (inherited.length === 0) return original(...args);
    const folder = mkdtempSync(join(outputFolder(), 'output-'));
    const files = inherited.map((fd) => ({ fd, path: join(folder, String(fd)) }));
    const opened = files.map(({ fd, path }) => ({ fd, file: openSync(path, 'w') }));
    const filed = stdio.map((each, fd) => opened.find((file) => file.fd === fd)?.file ?? each);
    try {
      return original(...args.with(at, { ...options, stdio: filed }));
    } finally {
      for (const { file } of opened) closeSync(file);
      for (const { fd, path } of files) {
        copyFile(path, fd === 1 ? process.stdout : process.stderr);
      }
      rmSync(folder, { recursive: true });
    }
  };
}

/** Prints a file in pieces: it may be larger than the memory. */
function copyFile(path: string, output: NodeJS.WriteStream): void {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(pieceLength);
      const length = readSync(file, piece);
      if (length === 0) return;
      output.write(piece.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}

/** A folder in memory: on a full disk the output of a child would be lost without a message. */
function outputFolder(): string {
  const memory = '/dev/shm';
  return existsSync(memory) ? memory : tmpdir();
}

function toArray(stdio: StdioOptions | undefined): Stdio {
  if (Array.isArray(stdio)) return stdio;
  return [stdio ?? 'pipe', stdio ?? 'pipe', stdio ?? 'pipe'];
}

/** Which of standard output and standard error a child would share with the kernel itself. */
function inheritedBy(stdio: Stdio): readonly number[] {
  const isShared = (fd: number) => {
    const each = stdio[fd];
    return each === 'inherit' || each === fd || each === process[fd === 1 ? 'stdout' : 'stderr'];
  };
  return [1, 2].filter(isShared);
}
