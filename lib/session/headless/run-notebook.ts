/** Runs a notebook in a fresh process and judges the run. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { entryPoint } from '../../base/paths.ts';
import { killTree } from '../../base/processes.ts';
import { stoppableCallbacks } from '../../compile/snapshot/snapshot-file.ts';
import {
  type CodeCell,
  codeCells,
  type Notebook,
  type Output,
  readNotebook,
} from '../../notebook/format.ts';
import type { CellResult, HeadlessRun } from './headless.ts';
import { type Failure, judge } from './judge.ts';
import type { HeadlessEvent, HeadlessRequest } from './serve.ts';

/** A notebook that was run, and the failures of the run. */
export interface NotebookRun extends HeadlessRun {
  readonly file: string;
  /** Empty for a run that reached its end as it should. */
  readonly failures: readonly Failure[];
  readonly milliseconds: number;
}

export interface RunOptions {
  /** The most time for one cell, in milliseconds; a minute by default. */
  readonly cellTimeout?: number;
  /** Told of each cell as it starts. */
  readonly onCell?: (cell: {
    readonly id: string;
    readonly done: number;
    readonly all: number;
  }) => void;
  /** Ends the run, which then fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The time beyond its timeout, in milliseconds, after which a cell that does not stop is killed. */
const killTimeout = 2000;

/** Runs all cells of a notebook in order in a process of its own. */
export async function runNotebook(file: string, options: RunOptions = {}): Promise<NotebookRun> {
  const notebook = readNotebook(file);
  const started = performance.now();
  const cellTimeout = options.cellTimeout ?? 60_000;
  const run = await runInProcess(notebook, {
    ...options,
    folder: dirname(resolve(file)),
    cellTimeout,
  });
  const milliseconds = Math.round(performance.now() - started);
  return { ...run, file, failures: judge(run), milliseconds };
}

async function runInProcess(
  notebook: Notebook,
  {
    folder,
    cellTimeout,
    onCell,
    signal,
  }: RunOptions & { readonly folder: string; readonly cellTimeout: number },
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
      watchdog = setTimeout(stop, cellTimeout + killTimeout);
    }
  });
  child.on('error', reject);
  child.on('exit', () => settle());
  const request: HeadlessRequest = { notebook, folder, cellTimeout };
  child.send(request);
  await promise;
  clearTimeout(watchdog);
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  return finished ?? cutShort(notebook, { ended, current });
}

/** The run of a process that ended early, as far as it is known. */
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
  return fork(entryPoint(import.meta.url, './main'), {
    // Output that a cell writes straight to the descriptor is for the terminal.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    execArgv: [stoppableCallbacks],
  });
}
