/**
 * Tables of numbers that all threads of the process share, for what must be known about a worker when
 * it runs no more code.
 *
 * The main thread makes them, and workers find them in the environment data that they are started with.
 * So a thread has to load this library before it starts workers; without that there is no table.
 */

import { subscribe } from 'node:diagnostics_channel';
import { startupSnapshot } from 'node:v8';
import {
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
  type Worker,
} from 'node:worker_threads';

/** A table, and how this thread learns of the workers that it starts. */
interface TableOptions {
  /** The name under which every thread finds it. */
  readonly name: string;
  readonly length: number;
  /** Called with the table for each worker that this thread starts from now on. */
  readonly onWorker: (worker: Worker, table: Int32Array) => void;
}

/** Gives the table; undefined if the parent of this worker has none. */
export function sharedTable(options: TableOptions): () => Int32Array | undefined {
  let table: Int32Array | undefined;
  const get = (): Int32Array | undefined => {
    table ??= open(options);
    return table;
  };
  // Memory cannot be shared from a snapshot: there it is made when it is first needed.
  if (!startupSnapshot.isBuildingSnapshot()) get();
  return get;
}

function open({ name, length, onWorker }: TableOptions): Int32Array | undefined {
  const found = getEnvironmentData(name);
  const isShared = found instanceof SharedArrayBuffer;
  if (!isShared && !isMainThread) return undefined;
  const shared = isShared ? found : new SharedArrayBuffer(4 * length);
  if (!isShared) setEnvironmentData(name, shared as never);
  const table = new Int32Array(shared);
  subscribe('worker_threads', (message) => {
    // Node publishes each worker that is made.
    onWorker((message as { readonly worker: Worker }).worker, table);
  });
  return table;
}
