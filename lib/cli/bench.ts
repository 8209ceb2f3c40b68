import { resolve } from 'node:path';
import { Command } from 'commander';
import { measureGrading } from '../bench/grade.ts';
import { contestants, type KernelFigures, measureKernel } from '../bench/kernel.ts';
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
  readonly submissions: string;
  readonly jobs: string;
  readonly nbgrader?: string;
  readonly json?: boolean;
}

const grade = new Command('grade')
  .description('How fast a class is graded, and beside it nbgrader on the same notebooks')
  .option('--exercise <name>', 'which exercise', '02-server-lifecycle')
  .option('--submissions <number>', 'how many', '100')
  .option('--jobs <number>', 'how many at once', '2')
  .option(
    '--nbgrader <folder>',
    'a Python environment with nbgrader in it, such as the one of the tests',
  )
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
Example, after the tests have installed nbgrader:
  $ npx wirebook bench grade --nbgrader test-results/nbgrader`,
  )
  .action(async ({ exercise, submissions, jobs, nbgrader, json }: GradeOptions) => {
    const figures = await measureGrading({
      exercise,
      submissions: Number(submissions),
      jobs: Number(jobs),
      nbgrader: nbgrader === undefined ? undefined : resolve(nbgrader),
    });
    if (json) console.log(JSON.stringify(figures, null, 2));
    else {
      const rows = figures.map(({ name, perMinute }) => [
        name,
        { 'a minute': perMinute.toFixed(1) },
      ]);
      console.table(Object.fromEntries(rows));
    }
  });

export const command = new Command('bench')
  .description('Measure what the course promises to be fast')
  .addCommand(kernel)
  .addCommand(sockets)
  .addCommand(grade);

function rounded(figures: Omit<KernelFigures, 'name'>): Record<string, string> {
  const { ready, firstResult, cellMedian, cell95, shutdown, memory } = figures;
  return {
    'ready (s)': (ready / 1000).toFixed(2),
    'first result (s)': (firstResult / 1000).toFixed(2),
    'cell p50 (ms)': cellMedian.toFixed(1),
    'cell p95 (ms)': cell95.toFixed(1),
    'shutdown (s)': (shutdown / 1000).toFixed(2),
    'memory (MiB)': memory.toFixed(0),
  };
}
