/** `npm run bench -- kernel`: how fast the kernel starts, runs cells and ends, beside other kernels. */

import { randomInt } from 'node:crypto';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { WirebookError } from '../../lib/base/error.ts';
import { courseRoot } from '../../lib/base/paths.ts';
import { cpuSeconds, descendants, readProc } from '../../lib/base/processes.ts';
import type { Measurement } from '../../lib/handout/speed-report.ts';
import { percentile } from '../../lib/lab/chart/statistics.ts';
import type { Area, Curve, Figures, Job, Run, Scale } from './area.ts';
import { KernelClient } from './kernel-client.ts';
import { type KernelCommand, ownKernel } from './kernel-process.ts';

/** A session of a kernel. */
interface KernelJob extends Job {
  /** The number of cells. */
  readonly cells: number;
  /** The one figure that is wanted, if only one is: all cells together, or a first one that is new. */
  readonly only?: 'cells' | 'first-unknown';
}

const measurements: readonly Measurement[] = [
  of('ready', 'From the start of the process to its first answer', {
    unit: 's',
    why: `Node starts, loads ZeroMQ, and starts the compiler in a second process, which is there a
moment later. Deno is one program, and loads no compiler that checks types.`,
  }),
  of('first-known', 'From the start to the result of a first cell that was run before', {
    unit: 's',
    why: `A cell that was compiled and checked in an earlier session, as those of all lessons are at setup,
is not compiled again. Other kernels remember no cells.`,
  }),
  of('cell', 'A cell, in the median', {
    unit: 'ms',
    why: 'Each cell is type-checked, strictly, before it runs; Deno and ipykernel check no types.',
  }),
  of('cell-p95', 'A cell, of the slowest 5 % the fastest', {
    unit: 'ms',
    why: 'Cells that bring new types take longest to check; Deno and ipykernel check none.',
  }),
  of('first-cpu', 'Processor time up to the result of a first cell that was run before', {
    unit: 's',
    why: 'The compiler is started beside, for the next cell; Deno and ipykernel have none.',
  }),
  of('cell-cpu', 'Processor time of a cell, in the mean', {
    unit: 'ms',
    why: 'The types of each cell are checked; Deno and ipykernel check none.',
  }),
  of('shutdown', 'The end, with a server open; by force after 5 s', { unit: 's' }),
  of('memory', 'Memory after all cells', {
    unit: 'MiB',
    why: 'The compiler keeps the types of the whole library of Node, and of all earlier cells.',
  }),
];

/** The first cell of a kernel, where it was never run before. */
const firstUnknown: KernelJob = {
  name: 'first-unknown',
  measurements: [
    of('first-unknown', 'From the start to the result of a first cell that is new', {
      unit: 's',
      why: 'It is checked by the compiler that has just started; Deno and ipykernel check none.',
    }),
  ],
  ...{ cells: 0, only: 'first-unknown' },
};

function jobs(scale: Scale): readonly KernelJob[] {
  const cells = scale === 'quick' ? 10 : 60;
  return [{ name: 'session', measurements, cells }, firstUnknown];
}

function manyCells(scale: Scale): Curve<KernelJob> {
  return {
    name: 'cells',
    title: 'All cells of one session',
    of: 'cells',
    unit: 's',
    sizes: scale === 'quick' ? [1, 5, 25] : [1, 10, 100, 1000],
    repeats: (size) => (size === 1000 ? 1 : 3),
    jobOf: (cells) => ({
      name: `cells-${cells}`,
      measurements: [of('cells', `${cells} cells`, { unit: 's' })],
      ...{ cells, only: 'cells' },
    }),
    why: `A cell is checked against the declarations of all cells before it, which tslab's converter
hands to the compiler as one text: after a thousand cells, most of which declare a name, the compiler
works two and a half times as long at a cell as at first. A lesson has about fifty.`,
  };
}

/** The course's kernel, and those that a learner of TypeScript or Python could have instead. */
export const kernel: Area<KernelJob> = {
  name: 'kernel',
  title: 'The kernel',
  about: `The kernel checks the types of every cell before it runs. Stock tslab does too, less
strictly, with the compiler of three years ago. Deno's kernel runs TypeScript and checks no types;
ipykernel runs Python, here with cells that say the same.`,
  candidates: [
    {
      name: 'wirebook',
      // Its memory of the bench is of no use to learners.
      prepare: ({ folder: WIREBOOK_CELL_CACHE }) =>
        runner('wirebook', { command: ownKernel, cwd: courseRoot, env: { WIREBOOK_CELL_CACHE } }),
    },
    {
      name: 'tslab',
      source: { from: 'npm', packages: ['tslab@1.0.22'] },
      // It takes a tslab that it finds in its folder for itself.
      prepare: ({ installed: cwd }) => {
        const program = join(cwd, 'node_modules', '.bin', 'tslab');
        const args = ['kernel', '--config-path={connection_file}'];
        return runner('tslab', { command: [process.execPath, program, ...args], cwd });
      },
    },
    {
      name: 'deno',
      source: { from: 'npm', packages: ['deno@2.9.6'] },
      prepare: ({ installed: cwd }) => {
        // The program itself: what stands before it is for machines where npm runs install scripts.
        const [program] = globSync(join(cwd, 'node_modules/@deno/linux-*/deno'));
        if (program === undefined) throw new WirebookError('npm has no Deno for this processor');
        const args = ['jupyter', '--kernel', '--conn', '{connection_file}'];
        return runner('deno', { command: [program, ...args], cwd });
      },
    },
    {
      name: 'ipykernel',
      source: { from: 'pypi', packages: ['ipykernel==7.4.0'] },
      prepare: ({ installed: cwd }) => {
        const args = ['-m', 'ipykernel_launcher', '-f', '{connection_file}'];
        const command = [join(cwd, 'bin', 'python'), ...args];
        return runner('ipykernel', { command, cwd, sample: pythonCells });
      },
    },
  ],
  warmUp: () => ({ name: 'warm-up', measurements: [], cells: 2 }),
  jobs,
  curves: (scale) => [manyCells(scale)],
};

function of(
  name: string,
  title: string,
  { unit, why }: { readonly unit: string; readonly why?: string },
): Measurement {
  return { name, title, unit, better: 'lower', ...(why === undefined ? {} : { why }) };
}

/** The start of a kernel, and the cells for it. */
interface Session {
  readonly command: KernelCommand;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly sample?: SampleCells;
}

function runner(name: string, session: Session): Run<KernelJob> {
  return async (job, signal) => {
    signal?.throwIfAborted();
    const started = performance.now();
    const client = await KernelClient.start(session);
    const stop = () => client.close();
    signal?.addEventListener('abort', stop);
    try {
      return await measure(client, { ...session, ...job, name, started });
    } finally {
      signal?.removeEventListener('abort', stop);
      client.close();
    }
  };
}

async function measure(
  client: KernelClient,
  {
    name,
    started,
    cells: count,
    only,
    sample = typescriptCells,
  }: Session & KernelJob & { readonly started: number },
): Promise<Figures> {
  const { pid = 0 } = client.process;
  const since = (start: number) => (performance.now() - start) / 1000;
  const ready = since(started);
  // No run before had these numbers.
  const nonce = randomInt(2 ** 31);
  const numbered = (code: string, index = 0) =>
    code.replaceAll('#', String(nonce * 10_000 + index));
  await client.execute(only === undefined ? sample.known : numbered(sample.unknown));
  const first = since(started);
  if (only === 'first-unknown') return { 'first-unknown': first };
  const firstCpu = cpuSeconds(pid);
  const times: number[] = [];
  const cellsStarted = performance.now();
  for (let index = 0; index < count; index += 1) {
    const code = numbered(sample.cells[index % sample.cells.length] ?? '', index);
    const before = performance.now();
    const { reply } = await client.execute(code);
    times.push(performance.now() - before);
    if (reply.status !== 'ok')
      throw new WirebookError(`${name} failed at ${code}: ${reply.evalue}`);
  }
  const cells = since(cellsStarted);
  if (only === 'cells') return { cells };
  const cellCpu = ((cpuSeconds(pid) - firstCpu) / count) * 1000;
  const memory = memoryOf(pid);
  await client.execute(sample.server);
  const { milliseconds } = await client.shutdown();
  const sorted = times.toSorted((a, b) => a - b);
  return {
    ready,
    'first-known': first,
    cell: percentile(sorted, 50),
    'cell-p95': percentile(sorted, 95),
    'first-cpu': firstCpu,
    'cell-cpu': cellCpu,
    shutdown: milliseconds / 1000,
    memory,
  };
}

/** Of a process and all that it has started, in MiB; what they share is counted once. */
function memoryOf(pid: number): number {
  const sizes = [pid, ...descendants(pid)].map((each) =>
    Number(/^Pss:\s*(\d+)/m.exec(readProc(`/proc/${each}/smaps_rollup`) ?? '')?.[1] ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

/**
 * Cells of the sort that lessons have, each with a value; `#` is another number in each, and in each
 * run: no kernel has seen such a cell before.
 */
interface SampleCells {
  /** The same in each run: a kernel that remembers cells knows it. */
  readonly known: string;
  /** Like the known one, and new. */
  readonly unknown: string;
  readonly cells: readonly string[];
  /** Leaves a server open. */
  readonly server: string;
}

const typescriptCells: SampleCells = {
  known: "'first'",
  unknown: "'first #'",
  cells: [
    'const n# = #; n# + 1',
    'function double#(x: number): number { return x * 2; } double#(#)',
    "const text# = ['a', 'b'].map((s) => s.toUpperCase()).join('-'); text#",
    'interface Point# { x: number; y: number } const p#: Point# = { x: #, y: 1 }; p#.x',
    'await new Promise((resolve) => setImmediate(resolve)); #',
  ],
  server: `import { createServer } from 'node:net';
const server = createServer(() => {});
server.listen(0, '127.0.0.1');
1`,
};

/** The same cells in Python. */
const pythonCells: SampleCells = {
  known: "'first'",
  unknown: "'first #'",
  cells: [
    'n# = #\nn# + 1',
    'def double#(x: int) -> int:\n    return x * 2\ndouble#(#)',
    "text# = '-'.join(s.upper() for s in ['a', 'b'])\ntext#",
    'from dataclasses import dataclass\n@dataclass\nclass Point#:\n    x: int\n    y: int\np# = Point#(#, 1)\np#.x',
    'import asyncio\nawait asyncio.sleep(0)\n#',
  ],
  server: `import socket
server = socket.create_server(('127.0.0.1', 0))
1`,
};
