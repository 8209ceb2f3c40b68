/**
 * Code that `terminate()` of a worker does not interrupt.
 *
 * koffi aborts the process if its thread is ended while it declares a function or builds an object. So a
 * worker notes in memory that all threads share that it does such a thing, and the thread that started
 * it ends it a moment later, when it is done.
 */

import { isMainThread, threadId, type Worker } from 'node:worker_threads';
import { sharedTable } from './shared-table.ts';

/** States of a worker. */
const INTERRUPTIBLE = 0;
const UNINTERRUPTED = 1;
const ENDING = 2;

/** Each thread has a place, which is its number modulo this. */
const MOST_THREADS = 4_096;
/** The longest time that the end of a worker is put off, in milliseconds. */
const LONGEST_DELAY = 1_000;

/** The workers of this thread, each with what waits until it may be interrupted. */
const running = new Map<Worker, () => void>();

const states = sharedTable({
  name: 'wirebook.interruptible',
  // By place: the state, and behind all states the place of the thread that started this one, plus 1.
  length: 2 * MOST_THREADS,
  onWorker: (worker, table) => {
    const place = worker.threadId % MOST_THREADS;
    Atomics.store(table, place, INTERRUPTIBLE);
    Atomics.store(table, MOST_THREADS + place, (threadId % MOST_THREADS) + 1);
    if (running.size === 0) process.on('exit', endAll);
    running.set(worker, () => whenInterruptible(table, place));
    worker.once('exit', () => {
      Atomics.store(table, MOST_THREADS + place, 0);
      running.delete(worker);
      if (running.size === 0) process.off('exit', endAll);
    });
    const { terminate } = worker;
    worker.terminate = () => {
      running.get(worker)?.();
      return terminate.call(worker);
    };
  },
});

let depth = 0;

/** Calls `fn`; a `terminate()` of this thread has to wait until it is done. */
export function uninterrupted<T>(fn: () => T): T {
  begin();
  try {
    return fn();
  } finally {
    end();
  }
}

function begin(): void {
  const table = states();
  if (depth++ > 0 || isMainThread || table === undefined) return;
  const place = threadId % MOST_THREADS;
  const before = Atomics.compareExchange(table, place, INTERRUPTIBLE, UNINTERRUPTED);
  // Then this thread is ended here.
  if (before === ENDING) Atomics.wait(table, place, ENDING, LONGEST_DELAY);
}

/** Ends what is not to be interrupted: for `koffi.ts` alone. */
export function end(): void {
  const table = states();
  if (--depth > 0 || isMainThread || table === undefined) return;
  const place = threadId % MOST_THREADS;
  Atomics.compareExchange(table, place, UNINTERRUPTED, INTERRUPTIBLE);
  Atomics.notify(table, place);
}

/**
 * Waits until a worker may be interrupted, and keeps it from beginning anything that may not. The same of
 * the workers that it has started: they end with it.
 */
function whenInterruptible(table: Int32Array, place: number): void {
  const deadline = performance.now() + LONGEST_DELAY;
  for (;;) {
    const before = Atomics.compareExchange(table, place, INTERRUPTIBLE, ENDING);
    const timeLeft = deadline - performance.now();
    if (before !== UNINTERRUPTED || timeLeft <= 0) break;
    Atomics.wait(table, place, UNINTERRUPTED, timeLeft);
  }
  for (let other = 0; other < MOST_THREADS; other++) {
    if (Atomics.load(table, MOST_THREADS + other) === place + 1) whenInterruptible(table, other);
  }
}

/** The end of this thread is the end of its workers. */
function endAll(): void {
  for (const wait of running.values()) wait();
}

// Modules are loaded in the order of their imports: the next is koffi, and then `koffi.ts` ends this.
begin();
