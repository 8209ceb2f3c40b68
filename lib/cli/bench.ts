import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { measureGrading } from '../bench/grade.ts';
import { contestants, type KernelFigures, measureKernel } from '../bench/kernel.ts';
import { handouts } from './bench-handouts.ts';
import { sockets } from './bench-sockets.ts';

interface KernelOptions {
  readonly beside?: string;
  readonly rounds: string;
  readonly cells: string;
  readonly json?: boolean;
}

const kernel = new Command('kernel')
  .description('how fast the kernel starts, runs cells and ends')
  .option(
    '--beside <folder>',
    'measure stock tslab and Deno too, from the packages installed there',
  )
  .option('--rounds <number>', 'fresh processes of each kernel', '5')
  .option('--cells <number>', 'cells in each', '60')
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
The other kernels are npm packages; Deno's binary is fetched by its install script:
  $ npm install --prefix /tmp/beside --allow-scripts=deno tslab@1.0.22 deno
  $ npx wirebook bench kernel --beside /tmp/beside`,
  )
  .action(async (options: KernelOptions) => {
    const figures: KernelFigures[] = [];
    for (const contestant of contestants(options.beside)) {
      figures.push(
        await measureKernel(contestant, {
          rounds: Number(options.rounds),
          cells: Number(options.cells),
        }),
      );
    }
    if (options.json) console.log(JSON.stringify(figures, null, 2));
    else
      console.table(Object.fromEntries(figures.map(({ name, ...rest }) => [name, rounded(rest)])));
  });

interface GradeOptions {
  readonly exercise: string;
  readonly submissions: readonly number[];
  readonly jobs: number;
  readonly nbgrader?: string;
  readonly json?: boolean;
}

const grade = new Command('grade')
  .description('how fast a class is graded, and beside it nbgrader on the same notebooks')
  .option('--exercise <name>', 'which exercise', '02-server-lifecycle')
  .option(
    '--submissions <numbers>',
    'how many; several sizes show how the cost grows',
    sizes,
    [100],
  )
  .option('--jobs <number>', 'how many at once', positive, 2)
  .option(
    '--nbgrader <folder>',
    'a Python environment with nbgrader in it, such as the one of the tests',
  )
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
CPU seconds are those of all processes, the start of the grader in them, for each submission.

Examples, after the tests have installed nbgrader:
  $ npx wirebook bench grade --nbgrader test-results/nbgrader
  $ npx wirebook bench grade --submissions 100,300,1000`,
  )
  .action(async ({ nbgrader, json, ...options }: GradeOptions) => {
    const figures = await measureGrading({
      ...options,
      nbgrader: nbgrader === undefined ? undefined : resolve(nbgrader),
    });
    if (json) console.log(JSON.stringify(figures, null, 2));
    else {
      console.table(
        figures.map(({ name, submissions, perMinute, cpu, sandboxCpu }) => ({
          grader: name,
          submissions,
          'a minute': perMinute.toFixed(1),
          'CPU each (s)': cpu.toFixed(2),
          'in the sandbox (s)': sandboxCpu?.toFixed(2) ?? 'has none',
        })),
      );
    }
  });

function sizes(text: string): readonly number[] {
  return text.split(',').map(positive);
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number <= 0) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return number;
}

export const command = new Command('bench')
  .description('Measure what the course promises to be fast')
  .addCommand(kernel)
  .addCommand(sockets)
  .addCommand(grade)
  .addCommand(handouts);

function rounded(figures: Omit<KernelFigures, 'name'>): Record<string, string> {
  const { ready, firstResult, cellMedian, cell95, firstCpu, cellCpu, shutdown, memory } = figures;
  return {
    'ready (s)': (ready / 1000).toFixed(2),
    'first result (s)': (firstResult / 1000).toFixed(2),
    'cell p50 (ms)': cellMedian.toFixed(1),
    'cell p95 (ms)': cell95.toFixed(1),
    'first result (CPU s)': (firstCpu / 1000).toFixed(2),
    'cell (CPU ms)': cellCpu.toFixed(1),
    'shutdown (s)': (shutdown / 1000).toFixed(2),
    'memory (MiB)': memory.toFixed(0),
  };
}
