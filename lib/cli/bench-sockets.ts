import { Command, InvalidArgumentError, Option } from 'commander';
import { against, toText } from '../bench/compare.ts';
import { benchSockets, type SocketBench, workloadNames } from '../bench/sockets/index.ts';

/** `wirebook bench sockets`. */
export const sockets: Command = new Command('sockets')
  .description('Measure the sockets library against node:net, CPython, Ruby and C')
  .option('--rounds <number>', 'how often each contestant runs each workload', toRounds, 5)
  .addOption(
    new Option('--only <workload...>', 'measure these workloads alone').choices(workloadNames),
  )
  .option('--json', 'report as JSON, with every single figure')
  .addHelpText(
    'after',
    `
Takes about two minutes. Contestants that are not installed are left out, and named. Close other
programs first, and trust the ratios rather than the figures.

Examples:
  $ npx wirebook bench sockets
  $ npx wirebook bench sockets --only echo-one echo-two --rounds 11
  $ npx wirebook bench sockets --json > sockets.json`,
  )
  .action(async ({ rounds, only, json }: Options) => {
    const bench = await benchSockets({
      rounds,
      only,
      onFigure: (workload, contestant, value) => {
        if (process.stderr.isTTY)
          console.error(`${workload} ${contestant} ${value.toPrecision(4)}`);
      },
    });
    console.log(json === true ? JSON.stringify(bench, null, 2) : report(bench));
  });

interface Options {
  readonly rounds: number;
  readonly only?: readonly string[];
  readonly json?: boolean;
}

function toRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new InvalidArgumentError('It is a whole number from 1.');
}

/** Why a row can fall short of its aim, by the beginning of its name. */
const explanations: Readonly<Record<string, string>> = {
  throughput: `Throughput is bounded by C's: the kernel copies, and no language can hurry it. Ours, C, Python and
Ruby receive up to 256 KiB at once; node:net takes 64 KiB, as it is.`,
  'echo-two': `In echo-two each message wakes a process: the kernel looks through two epoll descriptors for ours,
and through one for node:net, which costs some 8 % more processor time.`,
};

function report({ node, processors, missing, rows }: SocketBench): string {
  const notes = Object.entries(explanations)
    .filter(([start]) => rows.some(({ name }) => name.startsWith(start)))
    .map(([, text]) => `${text}\n`)
    .join('');
  const absent = missing.length === 0 ? '' : `Left out: ${missing.join(', ')}\n`;
  return `${toText(rows)}

${against(rows, 'node:net')}
${against(rows, 'c')}
1.00 is as good, more is better. The aim is 1 against node:net, and 2 for throughput.
${notes}${absent}Node ${node}, ${processors} processors`;
}
