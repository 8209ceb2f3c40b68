/** The process of a harness, as its parent sees it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { cpuSeconds, endTree, type ProcessCommand } from '../base/processes.ts';
import { withTimeout } from '../base/with-timeout.ts';
import { processArguments } from './bundle/bundled-process.ts';
import type { FromHarness, ToHarness } from './protocol.ts';

/** Events of a harness that serves. */
export interface HarnessEvents {
  readonly message: (message: FromHarness) => void;
  /** It cannot be started, or has ended before its time. */
  readonly lost: (reason: string, cause?: Error) => void;
}

/** Timeout until a learner's process has ended, in milliseconds. */
const endTimeout = 5000;

/** A harness that has started; it serves one run of checks at a time. */
export class HarnessProcess {
  readonly #child: ChildProcess;
  #events: HarnessEvents | undefined;
  #isUsable = true;
  #hasServed = false;
  #cpuBefore = 0;

  constructor({ file, args, env }: ProcessCommand) {
    let complaint = '';
    this.#child = spawn(file, args, {
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Ctrl-C is for the parent alone, which may let a check come to its end.
      detached: true,
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(-4000);
    });
    this.#child.on('message', (message: FromHarness) => {
      // A message between two runs means that code still runs: do not reuse this harness.
      if (this.#events === undefined) this.#isUsable = false;
      this.#events?.message(message);
    });
    this.#child.on('error', (error) => this.#lose(error.message, error));
    this.#child.on('exit', (code, signal) => {
      // A sandbox may end before the harness within it, which ends when its channel closes.
      if (this.#child.connected) this.#child.disconnect();
      this.#lose(`The harness ended (${signal ?? `exit code ${code}`}) ${complaint}`.trim());
    });
  }

  /** Tells whether another learner's code can be given to it. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Tells whether it has served a run before. */
  get hasServed(): boolean {
    return this.#hasServed;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Processor time of it and all that it started since it last became free, in seconds. */
  get cpu(): number {
    return this.#cpuNow() - this.#cpuBefore;
  }

  /** Calls `events` from now on. */
  serve(events: HarnessEvents): void {
    this.#events = events;
  }

  say(message: ToHarness): void {
    // A harness that has ended is reported by its exit, not by the failed message.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Ends the learner's process; answers whether this harness can serve once more. */
  async rest(): Promise<boolean> {
    const ended = Promise.withResolvers<boolean>();
    this.#events = {
      message: (message) => {
        if (message.type === 'ended') ended.resolve(message.isFree);
        else if (message.type === 'broken') ended.resolve(false);
      },
      lost: () => ended.resolve(false),
    };
    this.say({ type: 'end' });
    const isFree = await withTimeout(ended.promise, {
      milliseconds: endTimeout,
      onTimeout: () => false,
    });
    this.#events = undefined;
    this.#hasServed = true;
    this.#cpuBefore = this.#cpuNow();
    return isFree && this.#isUsable;
  }

  /** Ends it and all that it has started; answers once they hold nothing that the next may want. */
  async stop(): Promise<void> {
    this.#isUsable = false;
    if (this.#child.pid !== undefined) await endTree(this.#child.pid, { timeout: endTimeout });
  }

  #cpuNow(): number {
    return this.#child.pid === undefined ? 0 : cpuSeconds(this.#child.pid);
  }

  #lose(reason: string, cause?: Error): void {
    this.#isUsable = false;
    this.#events?.lost(reason, cause);
  }
}

/** Harnesses that serve one learner after another. */
export class HarnessPool implements Disposable {
  readonly #command: ProcessCommand;
  readonly #isLasting: boolean;
  readonly #free: HarnessProcess[] = [];
  #isClosed = false;

  /** @param lasting whether one harness may serve several learners: each must be kept in a sandbox */
  constructor(command: ProcessCommand, { lasting }: { readonly lasting: boolean }) {
    this.#command = command;
    this.#isLasting = lasting;
  }

  /** Returns a free harness, or a new one. */
  take(): HarnessProcess {
    const harness = this.#free.pop();
    if (harness === undefined) return this.start();
    return harness.isUsable ? harness : this.take();
  }

  /** Starts a new harness. */
  start(): HarnessProcess {
    return new HarnessProcess(this.#command);
  }

  /**
   * Takes back a harness that has served.
   *
   * @param orderly whether the run went as it should; after any other run the harness is ended
   */
  async giveBack(harness: HarnessProcess, orderly: boolean): Promise<void> {
    const isFree = this.#isLasting && orderly && (await harness.rest());
    // The pool may have been closed meanwhile.
    if (isFree && !this.#isClosed) this.#free.push(harness);
    else await harness.stop();
  }

  /** Ends the free harnesses, and from now on each that is given back. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const harness of this.#free.splice(0)) void harness.stop();
  }
}

/** Harnesses without a sandbox, for a learner's own machine: each serves once, unless told. */
export function plainHarnesses({ lasting = false } = {}): HarnessPool {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const command = { file: process.execPath, args: processArguments('harness'), env };
  return new HarnessPool(command, { lasting });
}
