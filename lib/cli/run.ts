import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Listr } from 'listr2';
import { readNotebook, writeNotebook } from '../notebook/format.ts';
import { notRun } from '../session/headless/judge.ts';
import {
  type NotebookRun,
  type RunOptions,
  runNotebook,
} from '../session/headless/run-notebook.ts';
import { interruptSignal } from './interrupt.ts';
import { Troubles } from './troubles.ts';

interface Options {
  readonly out?: string;
  readonly jobs: number;
  readonly timeout: number;
  readonly json?: boolean;
}

/** Lessons wait more than they compute. */
const jobs = 2 * availableParallelism();

export const command = new Command('run')
  .description('Run notebooks from top to bottom, each in a fresh process')
  .argument('<notebook...>', 'the notebooks to run')
  .option('-o, --out <folder>', 'write the notebooks with their outputs into this folder')
  .option('-j, --jobs <number>', 'how many to run at once', positive, jobs)
  .option('-t, --timeout <seconds>', 'what one cell may take', positive, 60)
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
Exits with 1 unless every cell ended well, and every lesson reached lesson.done().

Examples:
  $ npx wirebook run notebooks/02-server-lifecycle.ipynb
  $ npx wirebook run notebooks/*.ipynb --out out --jobs 4`,
  )
  .action(async (files: readonly string[], options: Options) => {
    const runs = await runAll(files, options);
    if (options.json) console.log(JSON.stringify(runs.map(summary), null, 2));
    else for (const run of runs) for (const line of failureLines(run)) console.error(line);
    if (runs.some((run) => run.failures.length > 0)) process.exitCode = 1;
  });

async function runAll(files: readonly string[], options: Options): Promise<readonly NotebookRun[]> {
  // An unreadable notebook is wrong usage: said before an hour of others is run.
  for (const file of files) readNotebook(file);
  const runs = new Map<string, NotebookRun>();
  const troubles = new Troubles();
  const signal = interruptSignal('Stopped; what had run by then is written, nothing else is');
  const tasks = new Listr(
    files.map((file) => ({
      title: file,
      task: async (_, task) => {
        const onCell: RunOptions['onCell'] = ({ id, done, all }) => {
          task.output = `cell ${done + 1} of ${all}: ${id}`;
        };
        const run = await troubles.keep(() => runAndWrite(file, { ...options, signal, onCell }));
        runs.set(file, run);
        const seconds = (run.milliseconds / 1000).toFixed(1);
        if (run.failures.length > 0) throw new Error(`${file}: failed after ${seconds} s`);
        task.title = `${file}: ${run.cells.length} cells in ${seconds} s`;
      },
    })),
    {
      concurrent: options.jobs,
      exitOnError: false,
      collectErrors: false,
      registerSignalListeners: false,
      renderer: options.json ? 'silent' : 'default',
      fallbackRenderer: 'simple',
    },
  );
  await tasks.run();
  signal.throwIfAborted();
  // Not that a cell failed, but that a notebook could not be run, or not be written.
  troubles.throwFirst();
  return files.flatMap((file) => runs.get(file) ?? []);
}

async function runAndWrite(
  file: string,
  { out, timeout, ...watching }: Options & Pick<RunOptions, 'signal' | 'onCell'>,
): Promise<NotebookRun> {
  const run = await runNotebook(file, { cellTimeout: timeout * 1000, ...watching });
  if (out) writeNotebook(join(out, basename(file)), run.notebook);
  return run;
}

function failureLines({ file, failures }: NotebookRun): readonly string[] {
  const missed = failures.filter(({ message }) => message === notRun).length;
  // Cells that the first failure kept from running need no line each.
  const told = missed < 2 ? failures : failures.filter(({ message }) => message !== notRun);
  const lines = told.map(
    ({ cell, line, message }) =>
      `${file}: cell ${cell}${line === undefined ? '' : `, line ${line}`}: ${message}`,
  );
  return missed < 2 ? lines : [...lines, `${file}: ${missed} more cells were not run`];
}

function summary({ file, cells, failures, milliseconds }: NotebookRun): object {
  return { file, status: failures.length === 0 ? 'ok' : 'failed', milliseconds, failures, cells };
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}
