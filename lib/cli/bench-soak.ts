import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { growthDrawing, soakDrawing, soakText } from '../bench/soak/drawing.ts';
import { isolatedSoak } from '../bench/soak/isolated.ts';
import { WirebookError } from '../error.ts';
import { writeWhole } from '../whole-file.ts';

interface Options {
  readonly minutes: number;
  readonly hours?: number;
  readonly seed: number;
  readonly learners: number;
  readonly svg?: string;
  readonly json?: boolean;
}

/** `wirebook bench soak`. */
export const soak: Command = new Command('soak')
  .description('Let a class work at random for long, and look for what is lost, left or growing')
  .option('--minutes <number>', 'how long', positive, 10)
  .option('--hours <number>', 'how long, instead of --minutes', positive)
  .option('--seed <number>', 'repeat what the learners of another soak did', whole, randomInt(1e6))
  .option('--learners <number>', 'how many, each with an exercise of its own', whole, 3)
  .option('--svg <file>', 'draw it: one file, and beside it one that ends in -growth.svg')
  .option('--json', 'report as JSON, with every sample')
  .addHelpText(
    'after',
    `
A kernel runs lessons in a loop, while learners edit, check, reset, run, interrupt, restart and
kill. It takes place in namespaces of its own, on copies of the course: nothing of yours is touched.

Exit status 0: every invariant held. 1: some did not.

Examples:
  $ npx wirebook bench soak --minutes 2
  $ npx wirebook bench soak --hours 8 --svg soak.svg
  $ npx wirebook bench soak --seed 4711`,
  )
  .action(async ({ minutes, hours, seed, learners, svg, json }: Options) => {
    if (json !== true) console.log(`Seed ${seed}; Ctrl-C ends it early, with a report`);
    const stopping = new AbortController();
    process.once('SIGINT', () => stopping.abort());
    const time = { minutes: hours === undefined ? minutes : hours * 60 };
    const report = await isolatedSoak({ seed, learners, ...time }, stopping);
    console.log(json === true ? JSON.stringify(report, null, 2) : soakText(report));
    if (svg !== undefined) {
      writeWhole(svg, await soakDrawing(report));
      writeWhole(svg.replace(/(\.svg)?$/, '-growth.svg'), await growthDrawing(report));
    }
    const { faults } = report;
    if (faults.length > 0) {
      const what = faults.length === 1 ? 'One invariant' : `${faults.length} invariants`;
      throw new WirebookError(`${what} did not hold; --seed ${seed} repeats what was done`, {
        exitCode: 1,
      });
    }
  });

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new InvalidArgumentError('It must be a whole number.');
  }
  return number;
}
