/** Stops what the main thread is doing, whatever it is doing, from the thread beside it. */

import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { killTree } from '../base/processes.ts';
import { beforeForceSymbol } from '../lab/base/host.ts';
import { log } from '../session/log.ts';
import type { Message } from './messages.ts';

/** The number of interrupts that were noticed: an index into an `Int32Array` over shared memory. */
const acknowledged = 0;

/** Bytes of shared memory that the two sides need. */
export const signalBytes = 4;

/** Evaluated where the main thread is, between two instructions of a cell's loop. */
const beforeForce = `globalThis[Symbol.for('${beforeForceSymbol}')]?.()`;

/** The most time for the main thread to notice an interrupt by itself, in milliseconds. */
const noticeTimeout = 100;
/** The number of attempts to stop it by force before the interrupt counts as failed. */
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

/** Tells the main thread that it is interrupted, by which request, or for which other reason. */
type Ask = (request: Message | undefined, reason: string | undefined) => void;

/** The other thread's side. */
export class Interrupter {
  readonly #signals: Int32Array;
  readonly #ask: Ask;

  /** @param ask tells the main thread that it is interrupted */
  constructor(memory: SharedArrayBuffer, ask: Ask) {
    this.#signals = new Int32Array(memory);
    this.#ask = ask;
  }

  /**
   * Interrupts the main thread. One that waits for an event hears of it as of any other event; one
   * that runs has its JavaScript terminated, and is woken from a blocking system call. A child process
   * that it waits for, as execSync() does, is ended.
   */
  async interrupt(request: Message | undefined, reason?: string): Promise<void> {
    const before = Atomics.load(this.#signals, acknowledged);
    this.#ask(request, reason);
    if (await this.#isNoticed(before, noticeTimeout)) return;
    const inspector = new Session();
    inspector.connectToMainThread();
    try {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        inspector.post('Runtime.evaluate', { expression: beforeForce });
        inspector.post('Runtime.terminateExecution');
        if (attempt > 0) await wakeMainThread();
        if (attempt > 1) await endAwaitedChild();
        if (await this.#isNoticed(before, noticeTimeout)) return;
      }
      log('the interrupt did not stop the cell');
    } finally {
      inspector.disconnect();
    }
  }

  async #isNoticed(before: number, timeout: number): Promise<boolean> {
    const { value } = Atomics.waitAsync(this.#signals, acknowledged, before, timeout);
    return (await value) !== 'timed-out';
  }
}

/** The numbers of `epoll_wait`, `epoll_pwait` and `epoll_pwait2`, on x86-64 and on arm64. */
const epollWaits: ReadonlySet<string> = new Set(
  process.arch === 'x64' ? ['232', '281', '441'] : ['22', '441'],
);

/**
 * Ends the child that the main thread waits for, as it does in `spawnSync()` and its kin: at a loop of
 * their own, for the child that it has started last.
 */
export async function endAwaitedChild(): Promise<void> {
  const { mainLoopDescriptor } = await import('../socket/wait/wake-thread.ts');
  const thread = `/proc/self/task/${process.pid}`;
  const [call = '', descriptor] = readFileSync(`${thread}/syscall`, 'latin1').split(' ');
  if (!epollWaits.has(call) || Number(descriptor) === mainLoopDescriptor()) return;
  const children = readFileSync(`${thread}/children`, 'latin1').trim().split(' ');
  const last = Number(children.at(-1));
  if (last > 0) killTree(last);
}

/** Makes a blocking system call of the main thread return with EINTR. */
async function wakeMainThread(): Promise<void> {
  const { wakeThread } = await import('../socket/wait/wake-thread.ts');
  wakeThread(process.pid);
}
