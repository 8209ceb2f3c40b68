/** The process of the learner's code, as the harness that has started it sees it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { descendants, innermost, killDescendants } from '../base/processes.ts';
import {
  type FromLearner,
  filterDescriptor,
  type LearnerCommand,
  type LearnerTask,
  type ToLearner,
} from './protocol.ts';

/** Events of the learner's process. */
export interface LearnerEvents {
  /** A message of another kind than those that this class answers itself. */
  readonly message: (message: FromLearner) => void;
  /** It has ended, for a reason in words. */
  readonly lost: (reason: string) => void;
  /** It could not even be started: never the learner's fault. */
  readonly broken: (reason: string) => void;
}

/** A process that has started, and waits for the learner's code. */
export class LearnerProcess {
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<string | undefined>();
  #pid: number | undefined;

  constructor({ file, args, cwd, env, filter }: LearnerCommand, events: LearnerEvents) {
    this.#child = spawn(file, args, {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', filter === undefined ? 'ignore' : 'pipe'],
      serialization: 'advanced',
    });
    const complaint = tail(this.#child);
    const filterInput = this.#child.stdio[filterDescriptor];
    if (filter !== undefined && filterInput instanceof Writable) {
      // A command that has ended is reported by its exit.
      filterInput.on('error', () => {}).end(filter);
    }
    this.#child.on('message', (sent) => {
      // The learner's code can put anything on the channel; anything but our messages is dropped.
      const message = Object(sent) as FromLearner;
      if (message.type === 'ready') this.#ready.resolve(undefined);
      else if (message.type === 'failed') this.fail(String(message.message).slice(0, 4000));
      else events.message(message);
    });
    this.#child.on('error', (error) =>
      events.broken(`Cannot start the notebook's process: ${error.message}`),
    );
    this.#child.on('exit', (code, signal) => {
      const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
      const reason = `The notebook's process ended ${how}${complaint()}`;
      events.lost(reason);
      this.fail(reason);
    });
  }

  /** The process that runs the learner's code, within all that was started around it. */
  get pid(): number {
    const { pid = process.pid } = this.#child;
    return this.#pid ?? innermost(pid);
  }

  send(message: ToLearner): void {
    // A learner's process that has ended is reported by its exit, not by the failed message.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Hands the learner's code over; answers once it has called `check()`, or why it did not. */
  async run(task: LearnerTask): Promise<string | undefined> {
    this.send(task);
    const failed = await this.#ready.promise;
    // By now the processes of a sandbox around it have started.
    this.#pid = this.pid;
    return failed;
  }

  /** Stops waiting for the learner's code to call `check()`. */
  fail(reason: string): void {
    this.#ready.resolve(reason);
  }

  /**
   * Ends it and all that it has started; a sandbox around it has ended once nothing is left in it.
   *
   * @returns whether no more of its messages can arrive; false where it had ended before, since then
   *   processes that it started may live on
   */
  async end(): Promise<boolean> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return false;
    // Output that is read later would be taken for that of the next learner.
    const closed = once(this.#child, 'close');
    if (descendants(pid).length === 0) this.#child.kill('SIGKILL');
    else killDescendants(pid);
    await closed;
    return true;
  }
}

/** Keeps the last characters of the standard error of the learner's process. */
function tail(child: ChildProcess): () => string {
  let kept = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    kept = (kept + chunk.toString('utf8')).slice(-2000);
  });
  return () => (kept.trim() === '' ? '' : `; it said: ${kept.trim()}`);
}
