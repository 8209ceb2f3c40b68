/**
 * The open descriptors of each worker thread.
 *
 * A worker that is ended by `terminate()` runs no more code, and its descriptors would stay open with
 * the process. So each worker notes them in memory that all threads share, and the thread that started
 * the worker closes those that it left. That thread must have loaded this library before it starts
 * workers.
 */

import { isMainThread, threadId } from 'node:worker_threads';
import * as libc from '../system/libc.ts';
import { sharedTable } from '../system/shared-table.ts';

/** Descriptors from here on are not noted. */
const MOST = 65_536;

/** By descriptor: the number of the worker, 0 for none. */
const owners = sharedTable({
  name: 'wirebook.descriptors',
  length: MOST,
  onWorker: (worker, table) => {
    // Its number is gone when it has ended.
    const { threadId: number } = worker;
    worker.once('exit', () => closeAll(table, number));
  },
});

/** Notes that this thread has a descriptor open. */
export function own(fd: number): void {
  note(fd, threadId);
}

/** Notes that it has not. To be called before close(2), which frees the number for other threads. */
export function disown(fd: number): void {
  note(fd, 0);
}

function note(fd: number, owner: number): void {
  // The main thread asks too: that makes the table, which a snapshot leaves unmade.
  const table = owners();
  if (table !== undefined && !isMainThread && fd < MOST) Atomics.store(table, fd, owner);
}

function closeAll(table: Int32Array, worker: number): void {
  for (let fd = table.indexOf(worker); fd >= 0; fd = table.indexOf(worker, fd)) {
    Atomics.store(table, fd, 0);
    libc.close(fd);
  }
}
