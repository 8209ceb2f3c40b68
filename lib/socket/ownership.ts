/**
 * Which worker thread has which descriptor open.
 *
 * A worker that is ended by `terminate()` runs no more code, and its descriptors would stay open with
 * the process. So each worker notes them in memory that all threads share, and whoever started the
 * worker closes what it has left. The thread that starts workers must have loaded this library
 * before it starts them.
 */

import { subscribe } from 'node:diagnostics_channel';
import { startupSnapshot } from 'node:v8';
import {
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
  threadId,
  Worker,
} from 'node:worker_threads';
import * as libc from './libc.ts';

/** The name under which every thread finds the table. */
const TABLE = 'wirebook.descriptors';
/** Descriptors from here on are not noted. */
const MOST = 65_536;

/** By descriptor: the number of the worker, 0 for none. */
let owners: Int32Array | undefined;

// Memory cannot be shared from a snapshot, so there it is made when it is first needed.
if (!startupSnapshot.isBuildingSnapshot()) prepare();

/** Notes that this thread has a descriptor open. */
export function own(fd: number): void {
  prepare();
  if (owners !== undefined && !isMainThread && fd < MOST) Atomics.store(owners, fd, threadId);
}

/** Notes that it has not. To be called before close(2): the number may be another's right after. */
export function disown(fd: number): void {
  if (owners !== undefined && !isMainThread && fd < MOST) Atomics.store(owners, fd, 0);
}

function prepare(): void {
  if (owners !== undefined) return;
  const found = getEnvironmentData(TABLE);
  const isShared = found instanceof SharedArrayBuffer;
  // A worker whose parent has no table has nobody to look at one.
  if (!isShared && !isMainThread) return;
  const shared = isShared ? found : new SharedArrayBuffer(4 * MOST);
  if (!isShared) setEnvironmentData(TABLE, shared as never);
  const table = new Int32Array(shared);
  owners = table;
  subscribe('worker_threads', (message) => {
    const { worker } = message as { readonly worker: unknown };
    if (!(worker instanceof Worker)) return;
    // Its number is gone when it has ended.
    const { threadId: number } = worker;
    worker.once('exit', () => closeAll(table, number));
  });
}

function closeAll(table: Int32Array, worker: number): void {
  for (let fd = table.indexOf(worker); fd >= 0; fd = table.indexOf(worker, fd)) {
    Atomics.store(table, fd, 0);
    libc.close(fd);
  }
}
