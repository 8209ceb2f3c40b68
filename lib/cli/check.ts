import { once } from 'node:events';
import { existsSync, statSync, watch } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { WirebookError } from '../base/error.ts';
import { visible } from '../base/visible.ts';
import { checkFile } from '../check/check-file.ts';
import { toText } from '../check/report/report-text.ts';
import type { CheckReport } from '../check/run-checks.ts';
import { exerciseFiles, exerciseNamed, exercisePath } from '../exercise/release.ts';
import { readKeyFile } from '../exercise/seal.ts';
import { readNotebook } from '../notebook/format.ts';
import { withProgressLine } from './progress-line.ts';
import { wholeNumber } from './whole-number.ts';

export const command: Command = new Command('check')
  .description('Check an exercise, and say what to do next')
  .argument('<exercise>', 'its notebook, its number or its name')
  .option('--watch', 'check again whenever the notebook is saved')
  .option('--seed <number>', 'repeat the inputs of an earlier result', wholeNumber)
  .option('--hints <number>', 'how many hints to give away for each failing check', wholeNumber, 1)
  .option('--key-file <path>', "the instructor's key, where the checks were sealed with one")
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
Exit status 0: all points. 1: not all points. 2: it is not an exercise, or cannot be read.
Each result prints a seed; --seed repeats the inputs that it stands for.

Examples:
  $ npx wirebook check 02
  $ npx wirebook check exercises/02-server-lifecycle.ipynb --watch --hints 2
  $ npx wirebook check exercises/02-server-lifecycle.ipynb --seed 1532326934`,
  )
  .action(async (exercise: string, options: Options) => {
    const file = fileOf(exercise);
    if (options.watch !== true) {
      const { points, possible } = await checkAndPrint(file, options);
      process.exitCode = points === possible ? 0 : 1;
      return;
    }
    for await (const isOutdated of saves(file)) {
      try {
        await checkAndPrint(file, { ...options, signal: isOutdated });
      } catch (error) {
        if (isOutdated.aborted) continue;
        // A notebook that is half written as it is read is read again at the next save.
        if (!(error instanceof WirebookError)) throw error;
        console.error(visible(error.message));
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

/** The notebook that a person means. */
function fileOf(exercise: string): string {
  if (existsSync(exercise)) return exercise;
  const name = exerciseNamed(exercise);
  if (name !== undefined) return relative(process.cwd(), exercisePath(name));
  if (/\.ipynb$|\//.test(exercise)) return exercise;
  throw new WirebookError(
    `There is no exercise ${exercise}; there are ${exerciseFiles().join(', ')}`,
  );
}

async function checkAndPrint(
  file: string,
  { keyFile, seed, hints, json, signal }: Options & { readonly signal?: AbortSignal },
): Promise<CheckReport> {
  const key = keyFile === undefined ? undefined : readKeyFile(keyFile);
  const line = { title: `Checking ${file} ...`, isTransient: true };
  const report = await withProgressLine(line, () => checkFile(file, { seed, key, signal }));
  console.log(
    json === true
      ? JSON.stringify(report, null, 2)
      : toText(report, { hints, notes: report.remarks.map((remark) => `Note: ${remark}`) }),
  );
  return report;
}

/** A turn at once, and one for each save: with a signal that the next one aborts. */
async function* saves(file: string): AsyncGenerator<AbortSignal> {
  const path = resolve(file);
  // Reading anything but a file gives the message for it.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) readNotebook(file);
  let saved = new AbortController();
  // Editors replace the file or write it in several steps: the last change within 100 ms counts.
  let timer: NodeJS.Timeout | undefined;
  // The folder is watched, not the file: an editor may put a new file in the place of the old one.
  const watcher = watch(dirname(path), (_, name) => {
    if (name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => saved.abort(), 100);
  });
  try {
    for (;;) {
      const { signal } = saved;
      yield signal;
      if (!signal.aborted) await once(signal, 'abort');
      saved = new AbortController();
    }
  } finally {
    watcher.close();
  }
}
