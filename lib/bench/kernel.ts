/** How fast kernels are, side by side. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../paths.ts';
import { KernelClient } from './kernel-client.ts';
import { type KernelCommand, ownKernel } from './kernel-process.ts';

/** A kernel to measure. */
export interface Contestant {
  readonly name: string;
  readonly command: KernelCommand;
  /** The folder it runs in: tslab takes a tslab it finds there for itself. */
  readonly cwd: string;
}

/** What was measured of a kernel: medians of all rounds. */
export interface KernelFigures {
  readonly name: string;
  /** From the start of the process to the answer to `kernel_info`, in milliseconds. */
  readonly ready: number;
  /** From the start of the process to the result of the first cell, in milliseconds. */
  readonly firstResult: number;
  /** A cell, in milliseconds. */
  readonly cellMedian: number;
  readonly cell95: number;
  /** What the first result costs the processor, in milliseconds: the same on a busy machine. */
  readonly firstCpu: number;
  /** What a cell costs the processor, in milliseconds, in the mean. */
  readonly cellCpu: number;
  /** The end, with a server open, in milliseconds. */
  readonly shutdown: number;
  /** Resident memory after all cells, in MiB. */
  readonly memory: number;
}

/** Cells of the sort that lessons have, each with a value. */
const cells = [
  'const n# = #; n# + 1',
  'function double#(x: number): number { return x * 2; } double#(#)',
  "const text# = ['a', 'b'].map((s) => s.toUpperCase()).join('-'); text#",
  'interface Point# { x: number; y: number } const p#: Point# = { x: #, y: 1 }; p#.x',
  'await new Promise((resolve) => setImmediate(resolve)); #',
];

const server = `import { createServer } from 'node:net';
const server = createServer(() => {});
server.listen(0, '127.0.0.1');
1`;

/** The kernels that can be measured here: the course's own, and what lies in `folder`. */
export function contestants(folder: string | undefined): readonly Contestant[] {
  const own = { name: 'wirebook', command: ownKernel, cwd: courseRoot };
  if (folder === undefined) return [own];
  const bin = join(folder, 'node_modules', '.bin');
  return [
    own,
    {
      name: 'tslab',
      cwd: folder,
      command: [process.execPath, join(bin, 'tslab'), 'kernel', '--config-path={connection_file}'],
    },
    {
      name: 'deno',
      cwd: folder,
      command: [join(bin, 'deno'), 'jupyter', '--kernel', '--conn', '{connection_file}'],
    },
  ];
}

/** Measures a kernel in fresh processes. */
export async function measureKernel(
  contestant: Contestant,
  options: { readonly rounds: number; readonly cells: number },
): Promise<KernelFigures> {
  const rounds: KernelFigures[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    rounds.push(await measureOnce(contestant, options.cells));
  }
  const of = (key: Exclude<keyof KernelFigures, 'name'>) =>
    quantile(
      rounds.map((each) => each[key]),
      0.5,
    );
  return {
    name: contestant.name,
    ready: of('ready'),
    firstResult: of('firstResult'),
    cellMedian: of('cellMedian'),
    cell95: of('cell95'),
    firstCpu: of('firstCpu'),
    cellCpu: of('cellCpu'),
    shutdown: of('shutdown'),
    memory: of('memory'),
  };
}

async function measureOnce(contestant: Contestant, count: number): Promise<KernelFigures> {
  const { name, ...start } = contestant;
  const started = performance.now();
  const kernel = await KernelClient.start(start);
  try {
    const ready = performance.now() - started;
    await kernel.execute("'first'");
    const firstResult = performance.now() - started;
    const firstCpu = processorTime(kernel.process.pid ?? 0);
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const code = (cells[index % cells.length] ?? '').replaceAll('#', String(index));
      const before = performance.now();
      const { reply } = await kernel.execute(code);
      times.push(performance.now() - before);
      if (reply.status !== 'ok') throw new Error(`${name} failed at ${code}: ${reply.evalue}`);
    }
    const cellCpu = (processorTime(kernel.process.pid ?? 0) - firstCpu) / count;
    const memory = residentMemory(kernel.process.pid ?? 0);
    await kernel.execute(server);
    const { milliseconds: shutdown } = await kernel.shutdown();
    const cellMedian = quantile(times, 0.5);
    return {
      name,
      ready,
      firstResult,
      cellMedian,
      cell95: quantile(times, 0.95),
      firstCpu,
      cellCpu,
      shutdown,
      memory,
    };
  } finally {
    kernel.close();
  }
}

/** What a process has used of the processor, in milliseconds, counted in hundredths of a second. */
function processorTime(pid: number): number {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in parentheses, may hold spaces.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function residentMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}
