/** Runs the checks of an exercise: starts a harness, and counts only the checks that its plan names. */

import { withTimeout } from '../base/with-timeout.ts';
import { ipv6OrStandIn } from '../lab/system/ipv6-host.ts';
import { type HarnessPool, type HarnessProcess, plainHarnesses } from './harness-process.ts';
import type { CheckFailure, LearnerCommand, LearnerTask, Plan, PlannedCheck } from './protocol.ts';
import { RpcEndpoint } from './rpc.ts';

/** The outcome of one check of the plan. */
export interface CheckOutcome extends PlannedCheck {
  /** Absent where the check passed. */
  readonly failure: CheckFailure | undefined;
}

/** The outcome of the whole plan. */
export interface CheckReport {
  readonly exercise: string;
  readonly seed: number;
  readonly outcomes: readonly CheckOutcome[];
  readonly points: number;
  readonly possible: number;
  /** The reason why nothing of the learner's could be checked, where that is so. */
  readonly stopped: string | undefined;
  /** The reason why the checks ended before their time, where they did. */
  readonly interrupted: string | undefined;
  /** In milliseconds. */
  readonly duration: number;
  /** Processor time of the harness and all that it started, in seconds. */
  readonly cpu: number;
}

/** The checks, and the code that they check. */
export interface RunChecksOptions {
  /** The checks, as one CommonJS file. */
  readonly checks: string;
  readonly host: string;
  readonly seed: number;
  /** Functions of this process, or the way to start the process that has them. */
  readonly learner: OwnFunctions | { readonly command: LearnerStart };
  /** Timeout until a harness has made its plan, in milliseconds; a minute unless told. */
  readonly readyTimeout?: number;
  /** The source of the harness; without a sandbox unless told. */
  readonly harnesses?: HarnessPool;
  /** Ends the checks, which are then interrupted for the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Watches the harness and all that it starts; ends the checks when a limit is exceeded. */
  readonly watch?: (pid: number) => { readonly exceeded: Promise<string>; stop(): void };
}

/** The command that starts the learner's process, and the code for it to run. */
export interface LearnerStart extends LearnerCommand {
  /** While it is still a promise, the processes get ready. */
  readonly task: LearnerTask | Promise<LearnerTask>;
}

/** Functions of this process. */
export interface OwnFunctions {
  readonly functions: object;
  /** Calls `listen` with each error that nothing caught; the returned function ends that. */
  readonly onUncaught?: (listen: (message: string) => void) => () => void;
}

/** Long enough where many harnesses start at once: a harness that takes longer hangs. */
const defaultReadyTimeout = 60_000;

/** The harness itself failed: not the learner's fault, and no verdict on the learner. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
}

/**
 * Checks a learner's code.
 *
 * @throws {HarnessError} when the harness could not do its work
 */
export async function runChecks(options: RunChecksOptions): Promise<CheckReport> {
  const harnesses = options.harnesses ?? plainHarnesses();
  const harness = harnesses.take();
  try {
    return await runWith(harness, { ...options, harnesses });
  } catch (error) {
    // Code of a learner before this one may have broken a harness that is used again.
    if (!harness.hasServed || !(error instanceof HarnessError)) throw error;
    return runWith(harnesses.start(), { ...options, harnesses });
  }
}

async function runWith(
  harness: HarnessProcess,
  options: RunChecksOptions & { readonly harnesses: HarnessPool },
): Promise<CheckReport> {
  const startedAt = performance.now();
  const { learner, signal } = options;
  const start = 'command' in learner ? splitStart(learner.command) : undefined;
  const watch = harness.pid === undefined ? undefined : options.watch?.(harness.pid);
  const rpc = new RpcEndpoint((message) => harness.say({ type: 'rpc', message }));
  const verdicts = new Map<number, CheckFailure | undefined>();
  const planned = Promise.withResolvers<Plan>();
  const ended = Promise.withResolvers<string | undefined>();
  // The end is awaited only after the plan.
  ended.promise.catch(() => {});
  let stopped: string | undefined;
  const lose = (reason: string, cause?: Error): void => {
    planned.reject(new HarnessError(reason, { cause }));
    // A new harness that is lost after it made its plan was broken by this learner's code.
    if (harness.hasServed) ended.reject(new HarnessError(reason));
    // Further lines tell of the insides of the harness.
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
      else if (message.type === 'rpc') rpc.receive(message.message);
    },
    lost: lose,
  });
  void watch?.exceeded.then((reason) => ended.resolve(`it used ${reason}`));
  const interrupt = () => ended.resolve(String(signal?.reason));
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener('abort', interrupt);

  const { readyTimeout = defaultReadyTimeout } = options;
  let stopListening = () => {};
  let isOrderly = false;
  try {
    harness.say({
      type: 'load',
      checks: options.checks,
      host: options.host,
      host6: ipv6OrStandIn(options.host),
      seed: options.seed,
      learner: start?.command,
    });
    const ready = withTimeout(planned.promise, {
      milliseconds: readyTimeout,
      onTimeout() {
        throw new HarnessError(
          `The harness was not ready within ${readyTimeout / 1000} s: try once more`,
        );
      },
    });
    const [plan, task] = await Promise.all([ready, start?.task]);
    const milliseconds = plan.timeout + (start?.command.timeout ?? 0);
    if ('functions' in learner) {
      // Loaded here because it brings all sockets with it, which a learner's own process has anyway.
      const { fixturesFor } = await import('./scene/fixtures.ts');
      rpc.offer({ functions: learner.functions, fixtures: fixturesFor() });
      stopListening =
        learner.onUncaught?.((message) => harness.say({ type: 'uncaught', message })) ??
        stopListening;
    }
    harness.say({ type: 'go', task });
    const interrupted = await withTimeout(ended.promise, {
      milliseconds,
      onTimeout: () => `the time limit of ${milliseconds} ms was reached`,
    });
    const duration = performance.now() - startedAt;
    isOrderly = stopped === undefined && interrupted === undefined;
    return toReport(plan, { verdicts, stopped, interrupted, duration, cpu: harness.cpu });
  } finally {
    stopListening();
    watch?.stop();
    signal?.removeEventListener('abort', interrupt);
    await options.harnesses.giveBack(harness, isOrderly);
  }
}

/** Parts the command from the task: the learner's process gets no task before the plan is made. */
function splitStart({ task, ...command }: LearnerStart) {
  return { task, command };
}

interface Verdicts extends Pick<CheckReport, 'stopped' | 'interrupted' | 'duration' | 'cpu'> {
  /** By the numbers of the checks in the plan. */
  readonly verdicts: ReadonlyMap<number, CheckFailure | undefined>;
}

/** Holds the verdicts against the plan: a planned check without a verdict has failed. */
function toReport(plan: Plan, { verdicts, ...rest }: Verdicts): CheckReport {
  const reason = rest.interrupted ?? rest.stopped ?? 'it was never reported';
  const missing: CheckFailure = {
    message: `This check did not run to its end: ${reason}`,
    wire: [],
    hints: [],
    unwritten: false,
  };
  const outcomes = plan.checks.map((check) => ({
    ...check,
    failure: verdicts.has(check.id) ? verdicts.get(check.id) : missing,
  }));
  const total = (list: readonly CheckOutcome[]) =>
    list.reduce((sum, { points }) => sum + points, 0);
  return {
    exercise: plan.exercise,
    seed: plan.seed,
    outcomes,
    points: total(outcomes.filter(({ failure }) => failure === undefined)),
    possible: total(outcomes),
    ...rest,
  };
}
