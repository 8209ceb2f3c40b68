/** `wirebook bench sockets`: this library against `node:net`, CPython, Ruby and C. */

import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { courseRoot, entryPoint } from '../../paths.ts';
import {
  type CompareOptions,
  type Contestant,
  compare,
  type Row,
  type Workload,
} from '../compare.ts';

interface SocketWorkload extends Workload {
  /** What the contestants call it. */
  readonly program: string;
  readonly count: number;
  readonly size: number;
}

const MEBIBYTE = 2 ** 20;

const workloads: readonly SocketWorkload[] = [
  workload('echo-one', '64-byte echo, both ends in one process', { unit: 'µs', count: 20_000 }),
  workload('echo-two', '64-byte echo, two processes', { unit: 'µs', count: 20_000 }),
  workload('throughput-64k', 'Throughput, written in pieces of 64 KiB', {
    unit: 'MiB/s',
    program: 'throughput',
    count: 16_000,
    size: MEBIBYTE / 16,
  }),
  workload('throughput-1m', 'Throughput, written in pieces of 1 MiB', {
    unit: 'MiB/s',
    program: 'throughput',
    count: 1_000,
    size: MEBIBYTE,
  }),
  workload('accept-close', 'Connect, accept and close', { unit: '/s', count: 5_000 }),
  workload('idle', 'Memory of the server for each of 10,000 idle connections', {
    unit: 'bytes',
    count: 10_000,
  }),
];

/** The names of all workloads. */
export const workloadNames: readonly string[] = workloads.map(({ name }) => name);

/** What to measure. */
export interface SocketBenchOptions extends CompareOptions {
  /** Names of workloads; all of them without it. */
  readonly only?: readonly string[] | undefined;
}

/** What was measured, and on what. */
export interface SocketBench {
  /** The version of Node. */
  readonly node: string;
  readonly processors: number;
  /** Who was not measured, for want of a program. */
  readonly missing: readonly string[];
  readonly rows: readonly Row[];
}

/** Measures this library and every peer that is installed. */
export async function benchSockets({ only, ...options }: SocketBenchOptions): Promise<SocketBench> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-'));
  try {
    const chosen = workloads.filter(({ name }) => only?.includes(name) ?? true);
    const { present, missing } = contestants(folder);
    const rows = await compare(present, chosen, options);
    return { node: process.version, processors: availableParallelism(), missing, rows };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function workload(
  name: string,
  title: string,
  about: { unit: string; count: number; size?: number; program?: string },
): SocketWorkload {
  const better = about.unit.endsWith('/s') ? 'higher' : 'lower';
  return { name, title, better, program: name, size: 0, ...about };
}

/** Ours first, then the peers that this machine has; and those that it lacks. */
function contestants(folder: string): {
  readonly present: readonly Contestant<SocketWorkload>[];
  readonly missing: readonly string[];
} {
  const peer = (file: string) => join(courseRoot, 'lib', 'bench', 'sockets', 'peers', file);
  const here = (name: string) => ['--expose-gc', entryPoint(import.meta.url, name)];
  const binary = join(folder, 'sockets');
  const present = [
    contestant('wirebook', [process.execPath, ...here('./ours')]),
    contestant('node:net', [process.execPath, ...here('./node-net')]),
  ];
  const missing: string[] = [];
  if (isInstalled('python3')) present.push(contestant('python', ['python3', peer('sockets.py')]));
  else missing.push('python (no python3)');
  if (isInstalled('ruby')) present.push(contestant('ruby', ['ruby', peer('sockets.rb')]));
  else missing.push('ruby (no ruby)');
  const compiled = spawnSync('gcc', ['-O2', '-o', binary, peer('sockets.c')]).status === 0;
  if (compiled) present.push(contestant('c', [binary], ['idle']));
  else missing.push('c (no gcc)');
  return { present, missing };
}

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

function contestant(
  name: string,
  command: readonly string[],
  lacks: readonly string[] = [],
): Contestant<SocketWorkload> {
  const [program = '', ...before] = command;
  return {
    name,
    async run(chosen) {
      if (lacks.includes(chosen.name)) return undefined;
      const args = [...before, chosen.program, String(chosen.count), String(chosen.size)];
      if (chosen.name === 'idle') return runIdle(program, args, chosen.count);
      const { stdout } = await promisify(execFile)(program, args, { timeout: 120_000 });
      return Number(stdout);
    },
  };
}

/** Runs a server that says its port, then its figure once all have connected. */
async function runIdle(program: string, args: readonly string[], count: number): Promise<number> {
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const { value: port } = await lines.next();
  const dial = [entryPoint(import.meta.url, './dial'), String(port), String(count)];
  const dialer = spawn(process.execPath, dial, { stdio: 'inherit' });
  const { value: figure } = await lines.next();
  dialer.kill();
  return Number(figure);
}
