/** Stops a loop without end in the process of a notebook, so that the check can say what it was. */

import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { entryPoint } from '../../base/paths.ts';
import { Interrupter, InterruptSignals, signalBytes } from '../../kernel/interrupter.ts';
import { hangs } from './loop-watch.ts';

/**
 * Time of a processor that code may use between two turns of the event loop, in seconds: more than the
 * harness allows, so that the harness has named the function before its loop is stopped.
 */
const seconds = 2;

/** Between two signs of life of the main thread, in milliseconds. */
const interval = 50;

interface ThreadData {
  readonly loopBreaker: SharedArrayBuffer;
}

/** Stops every loop of the main thread that never gives control back, until it is disposed of. */
export function breakLoops(): Disposable {
  const memory = new SharedArrayBuffer(signalBytes);
  const signals = new InterruptSignals(memory);
  const timer = setInterval(() => signals.acknowledge(), interval).unref();
  const data: ThreadData = { loopBreaker: memory };
  const thread = new Worker(entryPoint(import.meta.url, './loop-breaker'), { workerData: data });
  thread.unref();
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      void thread.terminate();
    },
  };
}

async function watch(memory: SharedArrayBuffer): Promise<never> {
  const beats = new Int32Array(memory);
  const interrupter = new Interrupter(memory, () => {});
  const ping = async () => {
    await Atomics.waitAsync(beats, 0, Atomics.load(beats, 0)).value;
  };
  const watched = { pid: () => process.pid, ping };
  for (;;) {
    await hangs(watched, { signal: new AbortController().signal, seconds });
    await interrupter.interrupt(undefined);
  }
}

const memory: unknown = Object(workerData).loopBreaker;
if (!isMainThread && memory instanceof SharedArrayBuffer) {
  // The thread has no other work, and must not end before it is terminated.
  setInterval(() => {}, 60_000);
  void watch(memory);
}
