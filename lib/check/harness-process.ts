/** The process of a harness, as the decider that has started it sees it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { cpuSeconds, endTree } from '../processes.ts';
import { processArguments } from './bundled-process.ts';
import type { FromHarness, ToHarness } from './protocol.ts';

/** How to start a process. */
export interface ProcessCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What a decider hears of its harness. */
export interface HarnessEvents {
  readonly message: (message: FromHarness) => void;
  /** It cannot be started, or has ended before its time. */
  readonly lost: (reason: string, cause?: Error) => void;
}

/** The most time to wait until a learner's process has ended, in milliseconds. */
const endPatience = 5000;

/** A harness that has started; it serves one decider at a time. */
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
      // Ctrl-C is a word to the decider: a check that it lets come to its end must not hear of it.
      detached: true,
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(-4000);
    });
    this.#child.on('message', (message: FromHarness) => {
      // Who has something to say while nobody asks is not at rest.
      if (this.#events === undefined) this.#isUsable = false;
      this.#events?.message(message);
    });
    this.#child.on('error', (error) => this.#lose(error.message, error));
    this.#child.on('exit', (code, signal) => {
      // The walls alone may be gone: a harness that was within them ends when nobody listens.
      if (this.#child.connected) this.#child.disconnect();
      this.#lose(`The harness ended (${signal ?? `exit code ${code}`}) ${complaint}`.trim());
    });
  }

  /** Whether another learner's code can be given to it. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Whether it has served somebody else before. */
  get hasServed(): boolean {
    return this.#hasServed;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it and all that it started have used of a processor since it was last taken, in seconds. */
  get cpu(): number {
    return this.#cpuNow() - this.#cpuBefore;
  }

  /** Tells `events` from now on what happens. */
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
    const timer = setTimeout(() => ended.resolve(false), endPatience);
    this.#events = {
      message: (message) => {
        if (message.type === 'ended') ended.resolve(message.isFree);
        else if (message.type === 'broken') ended.resolve(false);
      },
      lost: () => ended.resolve(false),
    };
    this.say({ type: 'end' });
    const isFree = await ended.promise;
    clearTimeout(timer);
    this.#events = undefined;
    this.#hasServed = true;
    this.#cpuBefore = this.#cpuNow();
    return isFree && this.#isUsable;
  }

  /** Ends it and all that it has started; answers once they hold nothing that the next may want. */
  async stop(): Promise<void> {
    this.#isUsable = false;
    if (this.#child.pid !== undefined) await endTree(this.#child.pid, { patience: endPatience });
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

  /** One that is free, or a new one. */
  take(): HarnessProcess {
    const harness = this.#free.pop();
    if (harness === undefined) return this.start();
    return harness.isUsable ? harness : this.take();
  }

  /** A new one. */
  start(): HarnessProcess {
    return new HarnessProcess(this.#command);
  }

  /**
   * Takes back a harness that has served.
   *
   * @param orderly whether all went as it should; one that has seen anything else is ended
   */
  async giveBack(harness: HarnessProcess, orderly: boolean): Promise<void> {
    const isFree = this.#isLasting && orderly && (await harness.rest());
    // Meanwhile nobody may want harnesses any more.
    if (isFree && !this.#isClosed) this.#free.push(harness);
    else await harness.stop();
  }

  /** Ends those that are free, and each that is given back from now on. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const harness of this.#free.splice(0)) void harness.stop();
  }
}

/** Harnesses without a sandbox, for a learner's own machine: each serves once. */
export function plainHarnesses(): HarnessPool {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const command = { file: process.execPath, args: processArguments('harness'), env };
  return new HarnessPool(command, { lasting: false });
}
