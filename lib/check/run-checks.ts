/** Decides what was earned: runs a harness, and counts only what its plan names. */

import { type HarnessPool, type HarnessProcess, plainHarnesses } from './harness-process.ts';
import { Peer } from './peer.ts';
import type { Failure, LearnerCommand, LearnerTask, Plan, PlannedCheck } from './protocol.ts';

/** What became of one check of the plan. */
export interface Outcome extends PlannedCheck {
  /** Absent where the check passed. */
  readonly failure: Failure | undefined;
}

/** What became of the whole plan. */
export interface Decision {
  readonly exercise: string;
  readonly seed: number;
  readonly outcomes: readonly Outcome[];
  readonly points: number;
  readonly possible: number;
  /** Why nothing of the learner's could be checked, where that is so. */
  readonly stopped: string | undefined;
  /** Why the checks ended before their time, where they did. */
  readonly interrupted: string | undefined;
  /** In milliseconds. */
  readonly duration: number;
  /** What the harness and all that it started has used of a processor, in seconds. */
  readonly cpu: number;
}

/** What to check, and whose code. */
export interface DecideOptions {
  /** The checks, as one CommonJS file. */
  readonly checks: string;
  readonly host: string;
  readonly seed: number;
  /** Functions of this very process, or the way to start the process that has them. */
  readonly learner: OwnFunctions | { readonly command: LearnerStart };
  /** The most time until a harness has made its plan, in milliseconds; a minute unless told. */
  readonly readyPatience?: number;
  /** Where a harness comes from; without a sandbox unless told. */
  readonly harnesses?: HarnessPool;
  /** Watches the harness and all that it starts; ends the check when it says so. */
  readonly watch?: (pid: number) => { readonly exceeded: Promise<string>; stop(): void };
}

/** How to start the learner's process, and what it is told to run. */
export interface LearnerStart extends LearnerCommand {
  /** A promise of it lets the processes get ready meanwhile. */
  readonly task: LearnerTask | Promise<LearnerTask>;
}

/** Functions of this very process. */
export interface OwnFunctions {
  readonly functions: object;
  /** Tells in words what was thrown from now on and nothing caught; what it returns ends that. */
  readonly onUncaught?: (hear: (message: string) => void) => () => void;
}

/** Long even where many harnesses start at once: what takes longer has stopped. */
const defaultReadyPatience = 60_000;

/** The harness itself failed: not the learner's fault, and no verdict on the learner. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
}

/**
 * Checks a learner's code.
 *
 * @throws {HarnessError} when the harness could not do its work
 */
export async function decide(options: DecideOptions): Promise<Decision> {
  const harnesses = options.harnesses ?? plainHarnesses();
  const harness = harnesses.take();
  try {
    return await decideWith(harness, { ...options, harnesses });
  } catch (error) {
    // It may have been another learner's code that has brought it to its end.
    if (!harness.hasServed || !(error instanceof HarnessError)) throw error;
    return decideWith(harnesses.start(), { ...options, harnesses });
  }
}

async function decideWith(
  harness: HarnessProcess,
  options: DecideOptions & { readonly harnesses: HarnessPool },
): Promise<Decision> {
  const startedAt = performance.now();
  const { learner } = options;
  const start = 'command' in learner ? splitStart(learner.command) : undefined;
  const watch = harness.pid === undefined ? undefined : options.watch?.(harness.pid);
  const peer = new Peer((message) => harness.say({ type: 'peer', message }));
  const verdicts = new Map<number, Failure | undefined>();
  const planned = Promise.withResolvers<Plan>();
  const ended = Promise.withResolvers<string | undefined>();
  // Nobody waits for the end before there is a plan.
  ended.promise.catch(() => {});
  let stopped: string | undefined;
  const lose = (reason: string, cause?: Error): void => {
    planned.reject(new HarnessError(reason, { cause }));
    // A new harness that is lost after its plan was made, is lost to this learner's code.
    if (harness.hasServed) ended.reject(new HarnessError(reason));
    // The rest, where there is more, is about the insides of the harness.
    else ended.resolve(reason.split('\n')[0]);
  };

  harness.serve({
    message(message) {
      if (message.type === 'plan') planned.resolve(message.plan);
      else if (message.type === 'verdict') {
        // A check that has failed stays failed, whatever is reported of it later.
        verdicts.set(message.id, verdicts.get(message.id) ?? message.failure);
      } else if (message.type === 'learner-failed') stopped = message.message;
      else if (message.type === 'done') ended.resolve(undefined);
      else if (message.type === 'broken') lose(message.message);
      else if (message.type === 'peer') peer.receive(message.message);
    },
    lost: lose,
  });
  void watch?.exceeded.then((reason) => ended.resolve(`it used ${reason}`));

  const { readyPatience = defaultReadyPatience } = options;
  let timer = setTimeout(
    () => lose(`The harness was not ready within ${readyPatience / 1000} s: try once more`),
    readyPatience,
  );
  let hearNoMore = () => {};
  let isOrderly = false;
  try {
    harness.say({
      type: 'load',
      checks: options.checks,
      host: options.host,
      seed: options.seed,
      learner: start?.command,
    });
    const ready = planned.promise.finally(() => clearTimeout(timer));
    const [plan, task] = await Promise.all([ready, start?.task]);
    const deadline = plan.deadline + (start?.command.patience ?? 0);
    timer = setTimeout(
      () => ended.resolve(`the time limit of ${deadline} ms was reached`),
      deadline,
    );
    if ('functions' in learner) {
      // Loaded here because it brings all sockets with it, which a learner's own process has anyway.
      const { fixtures } = await import('./fixtures.ts');
      peer.offer({ functions: learner.functions, fixtures });
      hearNoMore =
        learner.onUncaught?.((message) => harness.say({ type: 'uncaught', message })) ?? hearNoMore;
    }
    harness.say({ type: 'go', task });
    const interrupted = await ended.promise;
    const duration = performance.now() - startedAt;
    isOrderly = stopped === undefined && interrupted === undefined;
    return count(plan, { verdicts, stopped, interrupted, duration, cpu: harness.cpu });
  } finally {
    hearNoMore();
    watch?.stop();
    clearTimeout(timer);
    await options.harnesses.giveBack(harness, isOrderly);
  }
}

/** The learner's process knows nothing of what it will run until all is planned. */
function splitStart({ task, ...command }: LearnerStart) {
  return { task, command };
}

interface Reports {
  readonly verdicts: ReadonlyMap<number, Failure | undefined>;
  readonly stopped: string | undefined;
  readonly interrupted: string | undefined;
  readonly duration: number;
  readonly cpu: number;
}

/** Holds the reports against the plan: what was planned and not reported has failed. */
function count(plan: Plan, { verdicts, stopped, interrupted, duration, cpu }: Reports): Decision {
  const reason = interrupted ?? stopped ?? 'it was never reported';
  const missing: Failure = {
    message: `This check did not run to its end: ${reason}`,
    wire: [],
    hints: [],
    unwritten: false,
  };
  const outcomes = plan.checks.map((check) => ({
    ...check,
    failure: verdicts.has(check.id) ? verdicts.get(check.id) : missing,
  }));
  const total = (list: readonly Outcome[]) => list.reduce((sum, { points }) => sum + points, 0);
  return {
    exercise: plan.exercise,
    seed: plan.seed,
    outcomes,
    points: total(outcomes.filter(({ failure }) => failure === undefined)),
    possible: total(outcomes),
    stopped,
    interrupted,
    duration,
    cpu,
  };
}
