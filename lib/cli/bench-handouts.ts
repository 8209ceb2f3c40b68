import { Command } from 'commander';
import { toText } from '../bench/compare.ts';
import { benchHandouts } from '../bench/handouts.ts';

/** `wirebook bench handouts`. */
export const handouts: Command = new Command('handouts')
  .description('Measure the build of the handouts against nbconvert on the same lessons')
  .option('--rounds <number>', 'how often each of them does everything', Number, 3)
  .option('--json', 'report as JSON, with every single figure')
  .addHelpText(
    'after',
    `
A round takes about a minute and a half. Close other programs first, and trust the ratios rather
than the figures.

Examples:
  $ npx wirebook bench handouts
  $ npx wirebook bench handouts --rounds 1 --json > handouts.json`,
  )
  .action(async ({ rounds, json }: { readonly rounds: number; readonly json?: boolean }) => {
    const rows = await benchHandouts({
      rounds,
      onFigure: (workload, contestant, value) => {
        if (process.stderr.isTTY)
          console.error(`${workload} ${contestant} ${value.toPrecision(4)}`);
      },
    });
    console.log(json === true ? JSON.stringify(rows, null, 2) : toText(rows));
  });
