import { existsSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
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
Each result prints a seed; --seed repeats the inputs that it stands for.

Examples:
  $ npx wirebook check exercises/02-server-lifecycle.ipynb
  $ npx wirebook check exercises/02-server-lifecycle.ipynb --watch --hints 2
  $ npx wirebook check exercises/02-server-lifecycle.ipynb --seed 1532326934`,
  )
  .action(async (file: string, options: Options) => {
    if (options.watch !== true) {
      const { points, possible } = await report(file, options);
      process.exitCode = points === possible ? 0 : 1;
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
      if (options.json !== true) {
        console.log(`\nWatching ${file}: it is checked again when you save it; Ctrl-C ends\n`);
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

/** A turn at once, and one for each save; the saves of one turn together are one. */
async function* saves(file: string): AsyncGenerator<void> {
  const path = resolve(file);
  if (!existsSync(path)) throw new WirebookError(`There is no ${file}`);
  let saved = Promise.withResolvers<void>();
  // Editors replace the file or write it in several steps: the last change within 100 ms counts.
  let timer: NodeJS.Timeout | undefined;
  // The folder is watched, not the file: an editor may put a new file in the place of the old one.
  const watcher = watch(dirname(path), (_, name) => {
    if (name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => saved.resolve(), 100);
  });
  try {
    for (;;) {
      yield;
      await saved.promise;
      saved = Promise.withResolvers<void>();
    }
  } finally {
    watcher.close();
  }
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError('It must be a whole number.');
  return number;
}
