import { Command, Option } from 'commander';
import { toText } from '../bench/compare.ts';
import { benchSockets, workloadNames } from '../bench/sockets/index.ts';

/** `wirebook bench sockets`. */
export const sockets: Command = new Command('sockets')
  .description('Measure the sockets library against node:net, CPython, Ruby and C')
  .option('--rounds <number>', 'how often each contestant runs each workload', Number, 5)
  .addOption(
    new Option('--only <workload...>', 'measure these workloads alone').choices(workloadNames),
  )
  .option('--json', 'report as JSON, with every single figure')
  .addHelpText(
    'after',
    `
Contestants that are not installed are left out. Close other programs first, and trust the ratios
rather than the figures.

Examples:
  $ npx wirebook bench sockets
  $ npx wirebook bench sockets --only echo-one echo-two --rounds 11
  $ npx wirebook bench sockets --json > sockets.json`,
  )
  .action(async ({ rounds, only, json }: Options) => {
    const rows = await benchSockets({
      rounds,
      only,
      onFigure: (workload, contestant, value) => {
        if (process.stderr.isTTY)
          console.error(`${workload} ${contestant} ${value.toPrecision(4)}`);
      },
    });
    console.log(json === true ? JSON.stringify(rows, null, 2) : toText(rows));
  });

interface Options {
  readonly rounds: number;
  readonly only?: readonly string[];
  readonly json?: boolean;
}
