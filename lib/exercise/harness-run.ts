/** One run of an exercise's checks against one learner's code, in the harness. */

import { setImmediate as turn } from 'node:timers/promises';
import { loadChecks } from './check-module.ts';
import { CheckError } from './client.ts';
import type { Fixtures } from './fixtures.ts';
import { LearnerProcess } from './learner-process.ts';
import { Patience } from './patience.ts';
import { Peer, type PeerMessage } from './peer.ts';
import type {
  FromHarness,
  FromLearner,
  LearnerCommand,
  LearnerTask,
  ToHarness,
} from './protocol.ts';
import { LostError, type Remote } from './remote.ts';
import { buildSuite, type Suite } from './suite.ts';

/** The most time one call of a learner's function may take, in milliseconds. */
const callPatience = 3000;

/** A run: loaded, carried out, and ended. */
export class HarnessRun {
  readonly #tell: (message: FromHarness) => void;
  readonly #learner: LearnerProcess | undefined;
  readonly #learnerPatience: number;
  readonly #peer: Peer;
  readonly #patience: Patience;
  #suite: Suite | undefined;
  /** The cell of the learner's that has begun last. */
  #cell: string | undefined;
  #hasEnded = false;

  /**
   * Starts the learner's process, so that both get ready at once; it has nothing of the learner's yet.
   *
   * @param command absent where this process's parent is itself the learner's process
   * @param tell hears what is to be told to the decider
   */
  constructor(command: LearnerCommand | undefined, tell: (message: FromHarness) => void) {
    this.#tell = (message) => {
      // What comes late must not count for the next learner.
      if (!this.#hasEnded) tell(message);
    };
    this.#learnerPatience = command?.patience ?? 0;
    this.#learner =
      command &&
      new LearnerProcess(command, {
        message: (message) => this.#hear(message),
        lost: (reason) => this.#peer.lose(new LostError(reason)),
        broken: (message) => this.#tell({ type: 'broken', message }),
      });
    this.#patience = Patience.with(() => [process.pid, this.#learnerPid()]);
    this.#peer = new Peer((message) => this.#send(message), {
      milliseconds: callPatience,
      patience: this.#patience,
    });
  }

  /** Makes the plan of `checks`, before anything of the learner's has started. */
  async load({ checks, seed }: ToHarness & { readonly type: 'load' }): Promise<void> {
    this.#suite = buildSuite(await loadChecks(checks), {
      seed,
      learner: this.#functions(),
      fixtures: async () => Object(await this.#peer.offered()).fixtures as Remote<Fixtures>,
      learnerPid: () => this.#learnerPid(),
      patience: this.#patience,
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

  /** Gives the learner's code no more chance to be checked. */
  giveUp(reason: string): void {
    this.#tell({ type: 'learner-failed', message: reason });
    this.#tell({ type: 'done' });
  }

  /** Takes a message of the learner's functions, where the decider has them. */
  receive(message: PeerMessage): void {
    this.#peer.receive(message);
  }

  /** Hears what the learner's code has thrown, and nothing of it caught. */
  uncaught(message: string): void {
    this.#suite?.uncaught(message);
  }

  /** Whether the plan was made. */
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
    const isGone = await this.#learner?.end();
    // What waited for the learner hears now that nobody comes any more.
    await turn();
    return isGone === true && this.#suite?.isOver === true;
  }

  #learnerPid(): number {
    return this.#learner?.pid ?? process.ppid;
  }

  #send(message: PeerMessage): void {
    if (this.#learner === undefined) this.#tell({ type: 'peer', message });
    else this.#learner.send({ type: 'peer', message });
  }

  #hear(message: FromLearner): void {
    if (message.type === 'cell') this.#cell = String(message.id).slice(0, 100);
    else if (message.type === 'uncaught') this.uncaught(String(message.message).slice(0, 1000));
    else if (message.type === 'peer') this.#peer.receive(message.message);
  }

  async #runLearner(task: LearnerTask): Promise<string | undefined> {
    const milliseconds = this.#learnerPatience;
    const limit = this.#patience.limit(milliseconds, () =>
      this.#learner?.fail(
        `The notebook did not reach check() within ${milliseconds / 1000} s${this.#whereItStays()}`,
      ),
    );
    const failed = await this.#learner?.run(task);
    limit.end();
    return failed;
  }

  #whereItStays(): string {
    if (this.#cell === undefined) return '';
    return `; cell ${this.#cell} was still running: look for a loop without end in it, or in what it calls`;
  }

  /** The learner's functions by name, each looked up when it is called. */
  #functions(): Remote<Record<string, unknown>> {
    return new Proxy({} as Remote<Record<string, unknown>>, {
      get:
        (_, name) =>
        async (...args: unknown[]) => {
          const offer: unknown = await this.#peer.offered();
          const found: unknown = Object(Object(offer).functions)[name];
          if (typeof found === 'function') return found(...args);
          throw new CheckError(`check({ ... }) was not given ${String(name)}`);
        },
    });
  }
}
