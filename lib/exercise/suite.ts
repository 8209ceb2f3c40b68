/** An exercise's checks as a mocha suite. */

import { inspect } from 'node:util';
import { AssertionError } from 'chai';
import { CheckError } from './client.ts';
import { type CheckOptions, type CheckScene, type Exercise, hostOf } from './define.ts';
import type { Fixtures } from './fixtures.ts';
import { Suite as MochaSuite, Runner, Test } from './mocha-parts.ts';
import type { Patience } from './patience.ts';
import type { Failure, Plan, PlannedCheck } from './protocol.ts';
import { LostError, type Remote, RemoteError, UnansweredError } from './remote.ts';
import { type Stage, setStage } from './scene.ts';
import { isUnwritten } from './unwritten.ts';
import { show } from './wire.ts';

/** The most time one check may take, in milliseconds. */
const checkPatience = 5000;

/** The most characters of what a learner's code has said that are passed on. */
const longest = 2000;

/** What the suite needs of the harness. */
export interface SuiteOptions {
  readonly seed: number;
  readonly learner: Remote<Record<string, unknown>>;
  readonly fixtures: () => Promise<Remote<Fixtures>>;
  readonly learnerPid: () => number;
  readonly patience: Patience;
}

/** The plan of an exercise, and the way to carry it out. */
export interface Suite {
  readonly plan: Plan;
  /** Whether every check that was begun has come to its own end; one that was late may go on. */
  readonly isOver: boolean;
  /** Runs every check in order; `report` hears of each as it ends. */
  run(report: (id: number, failure: Failure | undefined) => void): Promise<void>;
  /** Hears what the learner's code has thrown while the checks run, and nothing of it caught. */
  uncaught(message: string): void;
}

/** Builds the suite. Nothing of the learner's has started yet. */
export function buildSuite(exercise: Exercise<unknown>, options: SuiteOptions): Suite {
  const host = hostOf(exercise.name);
  const checks: PlannedCheck[] = [];
  const ids = new Map<unknown, number>();
  const stages = new Map<number, Stage>();
  const hints = new Map<number, readonly string[]>();
  let underWay = 0;
  let current: Stage | undefined;
  const root = new MochaSuite('');
  root.root = true;
  // For the clean-up after a check, which is no part of what is checked.
  root.timeout(4 * checkPatience);
  let suite = root;

  exercise.checks({
    HOST: host,
    learner: watched(options.learner, (error) => current?.callFailed(error)) as Remote<unknown>,
    describe(task, body) {
      suite = MochaSuite.create(root, task);
      body();
      suite = root;
    },
    it(title, { points, hints: steps }: CheckOptions, body: (scene: CheckScene) => Promise<void>) {
      const id = checks.length;
      const test = new Test(title, async () => {
        const seed = options.seed + id;
        const stage = setStage({ ...options, host, seed });
        stages.set(id, stage);
        current = stage;
        underWay += 1;
        const checked = body(stage.scene).finally(() => {
          underWay -= 1;
        });
        await inTime(checked, options.patience);
      });
      suite.addTest(test);
      // Only now: a suite gives each test that it takes its own limit. Ours takes its place.
      test.timeout(0);
      ids.set(test, id);
      hints.set(id, steps);
      checks.push({ id, task: suite.title, title, points });
    },
  });

  const plan: Plan = {
    exercise: exercise.name,
    functions: Object.keys(exercise.functions),
    checks,
    seed: options.seed,
    deadline: checks.length * checkPatience + 2000,
  };
  return {
    plan,
    get isOver() {
      return underWay === 0;
    },
    uncaught: (message) => current?.uncaught(message),
    async run(report) {
      const ended = Promise.withResolvers<void>();
      const failures = new Map<number, Failure>();
      root.afterEach(async function () {
        await stages.get(ids.get(this.currentTest) ?? -1)?.strike();
      });
      const runner = new Runner(root, {});
      runner.on('fail', (test, error: unknown) => {
        // A failing hook is reported under its own name; it belongs to the test it was run for.
        const id = ids.get(test) ?? ids.get(test.ctx?.currentTest);
        if (id === undefined) return;
        const stage = stages.get(id);
        // Who waits in vain tells of the consequence; the call that failed is the cause.
        const isInVain = error instanceof CheckError || error instanceof UnansweredError;
        const cause = isInVain ? (stage?.cause ?? error) : error;
        const about = { wire: stage?.wire.lines ?? [], hints: hints.get(id) ?? [] };
        failures.set(id, describeFailure(cause, about));
      });
      runner.on('test end', (test) => {
        const id = ids.get(test);
        if (id !== undefined) report(id, failures.get(id));
      });
      runner.run(() => ended.resolve());
      await ended.promise;
      // It listens for errors of the whole process until then.
      runner.dispose();
    },
  };
}

/** Waits for a check to end, but not for ever. */
async function inTime(body: Promise<void>, patience: Patience): Promise<void> {
  const late = Promise.withResolvers<never>();
  const limit = patience.limit(checkPatience, () =>
    late.reject(new CheckError(`The check did not come to an end within ${checkPatience} ms`)),
  );
  try {
    await Promise.race([body, late.promise]);
  } finally {
    limit.end();
  }
}

/** The learner's functions; `failed` hears of each call that fails, awaited or not. */
function watched(
  learner: Remote<Record<string, unknown>>,
  failed: (error: unknown) => void,
): object {
  return new Proxy(learner, {
    get(target, name) {
      const call = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => {
        const answer = call(...args);
        answer.catch(failed);
        return answer;
      };
    },
  });
}

function describeFailure(
  error: unknown,
  about: { readonly wire: readonly string[]; readonly hints: readonly string[] },
): Failure {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, longest);
  const base = { ...about, message, unwritten: false };
  if (error instanceof AssertionError) {
    const { actual, expected, showDiff } = error as Comparison;
    // Chai repeats both values in its sentence; here they have lines of their own. A sentence that
    // tells of a limit says more than its values would.
    const said = message.replace(/: expected .* to (deeply )?equal .*$/s, '');
    if (showDiff !== true || said === message) return base;
    return { ...base, message: said, expected: spell(expected), received: spell(actual) };
  }
  if (error instanceof RemoteError) {
    const unwritten = isUnwritten(error);
    const name = error.code ?? error.name;
    const thrown = message.includes(name) ? message : `${name}: ${message}`;
    return { ...base, unwritten, message: unwritten ? message : `${error.call} threw ${thrown}` };
  }
  if ([CheckError, UnansweredError, LostError].some((kind) => error instanceof kind)) return base;
  return base;
}

interface Comparison {
  readonly showDiff?: boolean;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

function spell(value: unknown): string {
  if (value instanceof Uint8Array) return show(value);
  return inspect(value, { depth: 3, breakLength: 80 }).slice(0, longest);
}
