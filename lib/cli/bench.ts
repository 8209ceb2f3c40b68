import { Command } from 'commander';
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

export const command = new Command('bench')
  .description('Measure what the course promises to be fast')
  .addCommand(kernel)
  .addCommand(sockets);

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
