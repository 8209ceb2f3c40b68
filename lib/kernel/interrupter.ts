/** Stops what the main thread is doing, whatever it is doing, from the thread beside it. */

import { Session } from 'node:inspector';
import { BEFORE_FORCE } from '../lab/host.ts';
import { log } from './log.ts';
import type { Message } from './wire.ts';

/** What both threads see: an index into an `Int32Array` over shared memory. */
const acknowledged = 0;

/** Bytes of shared memory that the two sides need. */
export const signalBytes = 4;

/** Evaluated where the main thread is, between two instructions of a cell's loop. */
const beforeForce = `globalThis[Symbol.for('${BEFORE_FORCE}')]?.()`;

/** How long the main thread is given to notice by itself, in milliseconds. */
const patience = 100;
/** How often it is then stopped by force before the interrupt counts as failed. */
const attempts = 30;

/** The main thread's side. */
export class InterruptSignals {
  readonly #signals: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#signals = new Int32Array(memory);
  }

  /** Says that an interrupt has arrived: no force is needed, or no more of it. */
  acknowledge(): void {
    Atomics.add(this.#signals, acknowledged, 1);
    Atomics.notify(this.#signals, acknowledged);
  }
}

/** The other thread's side. */
export class Interrupter {
  readonly #signals: Int32Array;
  readonly #ask: (request: Message | undefined) => void;

  /** @param ask tells the main thread that it is interrupted */
  constructor(memory: SharedArrayBuffer, ask: (request: Message | undefined) => void) {
    this.#signals = new Int32Array(memory);
    this.#ask = ask;
  }

  /**
   * Interrupts the main thread. One that waits for an event hears of it as of any other event; one
   * that runs has its JavaScript terminated, and is woken from a blocking system call.
   */
  async interrupt(request: Message | undefined): Promise<void> {
    const before = Atomics.load(this.#signals, acknowledged);
    this.#ask(request);
    if (await this.#isHeard(before, patience)) return;
    const inspector = new Session();
    inspector.connectToMainThread();
    try {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        inspector.post('Runtime.evaluate', { expression: beforeForce });
        inspector.post('Runtime.terminateExecution');
        if (attempt > 0) await wakeMainThread();
        if (await this.#isHeard(before, patience)) return;
      }
      log('the interrupt did not stop the cell');
    } finally {
      inspector.disconnect();
    }
  }

  async #isHeard(before: number, limit: number): Promise<boolean> {
    const { value } = Atomics.waitAsync(this.#signals, acknowledged, before, limit);
    return (await value) !== 'timed-out';
  }
}

/** Makes a blocking system call of the main thread return with EINTR. */
async function wakeMainThread(): Promise<void> {
  const { wakeThread } = await import('../socket/wake-thread.ts');
  wakeThread(process.pid);
}
