import { watch } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { WirebookError } from '../error.ts';
import { checkFile } from '../exercise/check-file.ts';
import type { Decision } from '../exercise/decide.ts';
import { toText } from '../exercise/result-text.ts';
import { readKeyFile } from '../exercise/seal.ts';

export const command: Command = new Command('check')
  .description('Check an exercise, and say what to do next')
  .argument('<file>', "the exercise's notebook")
  .option('--watch', 'check again whenever the notebook is saved')
  .option('--seed <number>', 'repeat the inputs of an earlier result', wholeNumber)
  .option('--hints <number>', 'how many hints to give away for each failing check', wholeNumber, 1)
  .option('--key-file <path>', "the instructor's key, where the checks were sealed with one")
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
Exit status 0: all points. 1: not all points. 2: nothing could be checked.

Examples:
  $ npx wirebook check exercises/02-server-lifecycle.ipynb
  $ npx wirebook check exercises/02-server-lifecycle.ipynb --watch --hints 2`,
  )
  .action(async (file: string, options: Options) => {
    const first = await report(file, options);
    if (options.watch !== true) {
      process.exitCode = first.points === first.possible ? 0 : 1;
      return;
    }
    for await (const _ of saves(file)) {
      try {
        await report(file, options);
      } catch (error) {
        // A notebook that is half written as it is read is read again at the next save.
        if (!(error instanceof WirebookError)) throw error;
        console.error(error.message);
      }
    }
  });

interface Options {
  readonly watch?: boolean;
  readonly seed?: number;
  readonly hints: number;
  readonly keyFile?: string;
  readonly json?: boolean;
}

async function report(file: string, options: Options): Promise<Decision> {
  const key = options.keyFile === undefined ? undefined : readKeyFile(options.keyFile);
  const decision = await checkFile(file, { seed: options.seed, key });
  const { hints } = options;
  console.log(
    options.json === true ? JSON.stringify(decision, null, 2) : toText(decision, { hints }),
  );
  return decision;
}

/** One turn for each save, however many changes of the file a save is. */
async function* saves(file: string): AsyncGenerator<void> {
  for (;;) {
    const changed = Promise.withResolvers<void>();
    // Editors replace the file or write it in several steps: the last change within 100 ms counts.
    let timer: NodeJS.Timeout | undefined;
    const watcher = watch(file, () => {
      clearTimeout(timer);
      timer = setTimeout(() => changed.resolve(), 100);
    });
    await changed.promise;
    watcher.close();
    yield;
  }
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError('It must be a whole number.');
  return number;
}
