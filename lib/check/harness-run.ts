/** One run of an exercise's checks against one learner's code, in the harness. */

import { setImmediate as turn } from 'node:timers/promises';
import { loadChecks } from './check-module.ts';
import { LearnerProcess } from './learner-process.ts';
import { hangs } from './loops/loop-watch.ts';
import type {
  FromHarness,
  FromLearner,
  LearnerCommand,
  LearnerTask,
  ToHarness,
} from './protocol.ts';
import { RpcEndpoint, type RpcMessage } from './rpc.ts';
import { CheckError } from './scene/client.ts';
import type { Fixtures } from './scene/fixtures.ts';
import { ProcessTimeouts } from './scene/process-timeouts.ts';
import { LostError, type Remote } from './scene/remote.ts';
import { buildSuite, type Suite } from './suite.ts';

/** Timeout of one call of a learner's function, in milliseconds. */
const callTimeout = 3000;

/**
 * Time of a processor that a cell may use between two turns of the event loop, in seconds: a cell may
 * have to be compiled first, which takes up to two.
 */
const cellSeconds = 5;

/** Timeout of an answer that only an event loop which turns can give, in milliseconds. */
const answerTimeout = 3000;

/** Timeout until a notebook's kernel has stopped a loop without end, in milliseconds. */
const returnTimeout = 4000;

/** A run: loaded, carried out, and ended. */
export class HarnessRun {
  readonly #tell: (message: FromHarness) => void;
  readonly #command: LearnerCommand | undefined;
  #learner: LearnerProcess | undefined;
  #rpc: RpcEndpoint;
  #task: LearnerTask | undefined;
  readonly #timeouts: ProcessTimeouts;
  #suite: Suite | undefined;
  /** The learner's cell that began last. */
  #cell: string | undefined;
  #hasEnded = false;
  /** Processes of a learner's process that was given up may live on. */
  #hasLeftovers = false;

  /**
   * Starts the learner's process, without any of the learner's code yet, so that both processes get
   * ready at the same time.
   *
   * @param command absent where this process's parent is itself the learner's process
   * @param tell sends a message to the parent of this process
   */
  constructor(command: LearnerCommand | undefined, tell: (message: FromHarness) => void) {
    this.#tell = (message) => {
      // A message after the end must not count for the next learner.
      if (!this.#hasEnded) tell(message);
    };
    this.#command = command;
    this.#timeouts = ProcessTimeouts.of(() => [process.pid, this.#learnerPid()]);
    this.#rpc = this.#openRpc();
    this.#learner = this.#startLearner();
  }

  /** Makes the plan of `checks`, before any of the learner's code runs. */
  async load({ checks, host, host6, seed }: ToHarness & { readonly type: 'load' }): Promise<void> {
    this.#suite = buildSuite(await loadChecks(checks), {
      host,
      host6,
      seed,
      learner: this.#functions(),
      fixtures: async () => Object(await this.#rpc.offered()).fixtures as Remote<Fixtures>,
      learnerPid: () => this.#learnerPid(),
      timeouts: this.#timeouts,
      watch: {
        hangs: (signal) => this.#hangs({ signal }),
        answers: () => this.#answers(answerTimeout),
        abandon: (error) => this.#rpc.lose(error),
        recover: () => this.#recover(),
      },
    });
    this.#tell({ type: 'plan', plan: this.#suite.plan });
  }

  /** Runs the learner's code, where this process has started it, and then the checks. */
  async go(task: LearnerTask | undefined): Promise<void> {
    const failed = task === undefined ? undefined : await this.#runLearner(task);
    if (failed !== undefined) this.#tell({ type: 'learner-failed', message: failed });
    else await this.#suite?.run((id, failure) => this.#tell({ type: 'verdict', id, failure }));
    this.#tell({ type: 'done' });
  }

  /** Ends the checks, since the learner's code cannot be checked. */
  giveUp(reason: string): void {
    this.#tell({ type: 'learner-failed', message: reason });
    this.#tell({ type: 'done' });
  }

  /** Takes a message of the learner's functions, where the parent of this process has them. */
  receive(message: RpcMessage): void {
    this.#rpc.receive(message);
  }

  /** Takes an error that the learner's code has thrown and nothing caught. */
  uncaught(message: string): void {
    this.#suite?.uncaught(message);
  }

  /** Tells whether the plan was made. */
  get isLoaded(): boolean {
    return this.#suite !== undefined;
  }

  /**
   * Ends the learner's process and all that it has started.
   *
   * @returns whether nothing of this run goes on
   */
  async end(): Promise<boolean> {
    this.#hasEnded = true;
    const isGone = (await this.#learner?.end()) === true && !this.#hasLeftovers;
    // Calls that waited for the learner fail in this turn of the event loop.
    await turn();
    return isGone && this.#suite?.isOver === true;
  }

  #openRpc(): RpcEndpoint {
    return new RpcEndpoint((message) => this.#send(message), {
      milliseconds: callTimeout,
      timeouts: this.#timeouts,
    });
  }

  #startLearner(): LearnerProcess | undefined {
    const command = this.#command;
    if (command === undefined) return undefined;
    const learner: LearnerProcess = new LearnerProcess(command, {
      // Messages of a process that was given up must not count for the next one.
      message: (message) => learner === this.#learner && this.#receiveFromLearner(message),
      lost: (reason) => learner === this.#learner && this.#rpc.lose(new LostError(reason)),
      broken: (message) => this.#tell({ type: 'broken', message }),
    });
    return learner;
  }

  /** Makes the learner's functions callable after they hung; tells whether they are. */
  async #recover(): Promise<boolean> {
    if (this.#learner !== undefined && this.#task !== undefined) {
      await this.#startAnew(this.#learner);
      return (await this.#runLearner(this.#task)) === undefined;
    }
    // A notebook's kernel stops the loop by itself.
    const hasReturned = await this.#answers(returnTimeout);
    if (hasReturned) this.#rpc.regain();
    return hasReturned;
  }

  /** Tells whether the learner's event loop turns within so many milliseconds. */
  async #answers(milliseconds: number): Promise<boolean> {
    const timedOut = Promise.withResolvers<boolean>();
    const timeout = this.#timeouts.start(milliseconds, () => timedOut.resolve(false));
    const answered = this.#rpc.ping().then(() => true);
    const answers = await Promise.race([answered, timedOut.promise]);
    timeout.clear();
    return answers;
  }

  /** Ends the learner's process, and starts another one without any of the learner's code yet. */
  async #startAnew(learner: LearnerProcess): Promise<void> {
    this.#hasLeftovers ||= !(await learner.end());
    this.#rpc = this.#openRpc();
    this.#learner = this.#startLearner();
  }

  #hangs(options: { readonly signal: AbortSignal; readonly seconds?: number }): Promise<boolean> {
    const watched = { pid: () => this.#learnerPid(), ping: () => this.#rpc.ping() };
    return hangs(watched, options);
  }

  #learnerPid(): number {
    return this.#learner?.pid ?? process.ppid;
  }

  #send(message: RpcMessage): void {
    if (this.#learner === undefined) this.#tell({ type: 'rpc', message });
    else this.#learner.send({ type: 'rpc', message });
  }

  #receiveFromLearner(message: FromLearner): void {
    if (message.type === 'cell') this.#cell = String(message.id).slice(0, 100);
    else if (message.type === 'uncaught') this.uncaught(String(message.message).slice(0, 1000));
    else if (message.type === 'rpc') this.#rpc.receive(message.message);
  }

  /** Runs the learner's code, without cells that never give control back; tells why it failed. */
  async #runLearner(task: LearnerTask): Promise<string | undefined> {
    this.#task = task;
    const learner = this.#learner;
    const milliseconds = this.#command?.timeout ?? 0;
    const timedOut = Promise.withResolvers<'timeout'>();
    const timeout = this.#timeouts.start(milliseconds, () => timedOut.resolve('timeout'));
    const over = new AbortController();
    const hangs = this.#hangs({ signal: over.signal, seconds: cellSeconds });
    const running = learner?.run(task);
    const end = await Promise.race([hangs, timedOut.promise, running?.then(() => false)]);
    over.abort();
    timeout.clear();
    if (learner === undefined || end === false) return running;
    const { endless = [] } = task.type === 'cells' ? task : {};
    const cell = this.#cell;
    const isEndless = end === true || !(await this.#answers(answerTimeout));
    if (isEndless && task.type === 'cells' && cell !== undefined && !endless.includes(cell)) {
      await this.#startAnew(learner);
      return this.#runLearner({ ...task, endless: [...endless, cell] });
    }
    learner.fail(
      `The notebook did not reach check() within ${milliseconds / 1000} s${this.#whereItHangs()}`,
    );
    return running;
  }

  #whereItHangs(): string {
    if (this.#cell === undefined) return '';
    return `; cell ${this.#cell} was still running: look for a loop without end in it, or in what it calls`;
  }

  /** The learner's functions by name, each looked up when it is called. */
  #functions(): Remote<Record<string, unknown>> {
    return new Proxy({} as Remote<Record<string, unknown>>, {
      get:
        (_, name) =>
        async (...args: unknown[]) => {
          const offer: unknown = await this.#rpc.offered();
          const found: unknown = Object(Object(offer).functions)[name];
          if (typeof found === 'function') return found(...args);
          throw new CheckError(`check({ ... }) was not given ${String(name)}`);
        },
    });
  }
}
