/** Runs a notebook in a fresh process and judges the run. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import {
  type CodeCell,
  codeCells,
  type Notebook,
  type Output,
  readNotebook,
} from '../notebook/format.ts';
import { entryPoint } from '../paths.ts';
import { killTree } from '../processes.ts';
import type { CellResult, HeadlessRun } from './headless.ts';
import type { HeadlessEvent, HeadlessRequest } from './headless-process.ts';
import { stoppableCallbacks } from './snapshot-file.ts';
import { type Failure, judge } from './verdict.ts';

/** A notebook that was run, and what is to be said against the run. */
export interface NotebookRun extends HeadlessRun {
  readonly file: string;
  /** Empty for a run that reached its end as it should. */
  readonly failures: readonly Failure[];
  readonly milliseconds: number;
}

export interface RunOptions {
  /** What one cell may take, in milliseconds; a minute by default. */
  readonly cellLimit?: number;
  /** Told of each cell as it starts. */
  readonly onCell?: (cell: {
    readonly id: string;
    readonly done: number;
    readonly all: number;
  }) => void;
  /** Ends the run, which then fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a cell that does not stop when told to is given beyond its limit, in milliseconds. */
const grace = 2000;

/** Runs all cells of a notebook in order in a process of its own. */
export async function runNotebook(file: string, options: RunOptions = {}): Promise<NotebookRun> {
  const notebook = readNotebook(file);
  const started = performance.now();
  const cellLimit = options.cellLimit ?? 60_000;
  const run = await runInProcess(notebook, {
    ...options,
    folder: dirname(resolve(file)),
    cellLimit,
  });
  const milliseconds = Math.round(performance.now() - started);
  return { ...run, file, failures: judge(run), milliseconds };
}

async function runInProcess(
  notebook: Notebook,
  {
    folder,
    cellLimit,
    onCell,
    signal,
  }: RunOptions & { readonly folder: string; readonly cellLimit: number },
): Promise<HeadlessRun> {
  signal?.throwIfAborted();
  const child = startProcess();
  // Without a process there is no channel either.
  const { pid } = child;
  if (pid === undefined) throw (await once(child, 'error'))[0];
  const stop = () => killTree(pid);
  signal?.addEventListener('abort', stop);
  const all = codeCells(notebook).length;
  const ended: { result: CellResult; outputs: readonly Output[] }[] = [];
  let current: { id: string; since: number } | undefined;
  let finished: HeadlessRun | undefined;
  let watchdog: NodeJS.Timeout | undefined;
  const { promise, resolve: settle, reject } = Promise.withResolvers<void>();
  child.on('message', (event: HeadlessEvent) => {
    clearTimeout(watchdog);
    if (event.type === 'done') finished = event.run;
    else if (event.type === 'end') ended.push(event);
    else {
      current = { id: event.id, since: performance.now() };
      onCell?.({ id: event.id, done: ended.length, all });
      watchdog = setTimeout(stop, cellLimit + grace);
    }
  });
  child.on('error', reject);
  child.on('exit', () => settle());
  const request: HeadlessRequest = { notebook, folder, cellLimit };
  child.send(request);
  await promise;
  clearTimeout(watchdog);
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  return finished ?? cutShort(notebook, { ended, current });
}

/** What is known of a run whose process ended early. */
function cutShort(
  notebook: Notebook,
  known: {
    readonly ended: readonly { result: CellResult; outputs: readonly Output[] }[];
    readonly current: { readonly id: string; readonly since: number } | undefined;
  },
): HeadlessRun {
  const results = new Map(known.ended.map((each) => [each.result.id, each]));
  const resultOf = ({ id }: CodeCell): CellResult => {
    const result = results.get(id)?.result;
    if (result !== undefined) return result;
    if (id !== known.current?.id) return { id, status: 'not run', milliseconds: 0 };
    const milliseconds = Math.round(performance.now() - known.current.since);
    return { id, status: 'timeout', evalue: 'its process had to be ended', milliseconds };
  };
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: results.get(cell.id)?.outputs ?? [] } : cell,
  );
  return { notebook: { ...notebook, cells }, cells: codeCells(notebook).map(resultOf) };
}

function startProcess(): ChildProcess {
  return fork(entryPoint(import.meta.url, './headless-main'), {
    // What a cell writes around its output, straight to the descriptor, is for the terminal.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    execArgv: [stoppableCallbacks],
  });
}
