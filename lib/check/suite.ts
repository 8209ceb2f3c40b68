/** An exercise's checks as a mocha suite. */

import { inspect } from 'node:util';
import { AssertionError } from 'chai';
// Mocha's reporters and its command line take most of the time that mocha needs to load, and each check
// starts a process that waits for it.
import { Runner } from 'mocha/lib/runner.js';
import { Suite as MochaSuite } from 'mocha/lib/suite.js';
import { Test } from 'mocha/lib/test.js';
import { isUnwritten } from '../exercise/stub.ts';
import type { CheckFailure, Plan, PlannedCheck } from './protocol.ts';
import { CheckError, DiagnosedError } from './scene/client.ts';
import type { CheckOptions, CheckScene, Exercise } from './scene/define.ts';
import type { Fixtures } from './scene/fixtures.ts';
import type { ProcessTimeouts } from './scene/process-timeouts.ts';
import {
  HangingError,
  nameCall,
  type Remote,
  RemoteError,
  UnansweredError,
} from './scene/remote.ts';
import { type Stage, setStage } from './scene/scene.ts';
import { show } from './scene/transcript.ts';
import { isUncompiled } from './uncompiled.ts';

/** Timeout of one check, in milliseconds. */
const checkTimeout = 5000;

/** Longer messages of a learner's code are cut. */
const maxCharacters = 2000;

/** The harness, as the suite uses it. */
export interface SuiteOptions {
  /** The address of the exercise here. */
  readonly host: string;
  /** `::1`, or the address that stands in for it. */
  readonly host6: string;
  readonly seed: number;
  readonly learner: Remote<Record<string, unknown>>;
  readonly fixtures: () => Promise<Remote<Fixtures>>;
  readonly learnerPid: () => number;
  readonly timeouts: ProcessTimeouts;
  /** Watches the learner's code while a check runs; absent where it shares this process. */
  readonly watch?: LearnerWatch;
}

/** A watch over code that may never give control back. */
export interface LearnerWatch {
  /** Resolves with true when the learner's code hangs, and with false once `signal` is aborted. */
  readonly hangs: (signal: AbortSignal) => Promise<boolean>;
  /** Tells whether the learner's event loop turns. */
  readonly answers: () => Promise<boolean>;
  /** Fails all calls of the learner's process with `error`. */
  readonly abandon: (error: Error) => void;
  /** Makes the learner's functions callable again; tells whether they are. */
  readonly recover: () => Promise<boolean>;
}

/** The plan of an exercise, and the way to carry it out. */
export interface Suite {
  readonly plan: Plan;
  /** Tells whether every check that began has ended; after its timeout a check may go on. */
  readonly isOver: boolean;
  /** Runs every check in order, and calls `report` for each as it ends. */
  run(report: (id: number, failure: CheckFailure | undefined) => void): Promise<void>;
  /** Takes an error that the learner's code has thrown and nothing caught. */
  uncaught(message: string): void;
}

/** Builds the suite, before any of the learner's code runs. */
export function buildSuite(exercise: Exercise<unknown>, options: SuiteOptions): Suite {
  const { host } = options;
  const checks: PlannedCheck[] = [];
  const ids = new Map<unknown, number>();
  const stages = new Map<number, Stage>();
  const hints = new Map<number, readonly string[]>();
  let underWay = 0;
  let current: Stage | undefined;
  let calls: string[] = [];
  /** The function that never gave control back, by the task of the check that called it. */
  const hanging = new Map<string, string>();
  let state: 'runs' | 'hangs' | 'lost' = 'runs';
  const root = new MochaSuite('');
  root.root = true;
  // For the clean-up after a check, which is not part of the check.
  root.timeout(4 * checkTimeout);
  let suite = root;

  exercise.checks({
    HOST: host,
    HOST6: options.host6,
    learner: watched(options.learner, (name) => {
      calls.push(name);
      // A call may fail after its check has ended.
      const stage = current;
      return (error) => stage?.callFailed(error);
    }) as Remote<unknown>,
    describe(task, body) {
      suite = MochaSuite.create(root, task);
      body();
      suite = root;
    },
    it(title, { points, hints: steps }: CheckOptions, body: (scene: CheckScene) => Promise<void>) {
      const id = checks.length;
      const task = suite.title;
      const test = new Test(title, async () => {
        await makeReady(task);
        const seed = options.seed + id;
        const stage = setStage({ ...options, seed });
        stages.set(id, stage);
        current = stage;
        calls = [];
        underWay += 1;
        const checked = body(stage.scene).finally(() => {
          underWay -= 1;
        });
        await untilItHangs(withCheckTimeout(checked, options.timeouts), task);
        // A program ends with such an error, although a notebook goes on.
        if (stage.firstUncaught !== undefined) throw stage.firstUncaught;
      });
      suite.addTest(test);
      // Ours replaces mocha's timeout, which addTest() has just set.
      test.timeout(0);
      ids.set(test, id);
      hints.set(id, steps);
      checks.push({ id, task: suite.title, title, points });
    },
  });

  /** Fails the other checks of a task whose code never gave control back; for those of the next it is started anew. */
  async function makeReady(task: string): Promise<void> {
    const name = hanging.get(task);
    if (name !== undefined) {
      throw new CheckError(`Not tried: ${name} never gave control back in a check before this one`);
    }
    if (state === 'hangs') state = (await options.watch?.recover()) === true ? 'runs' : 'lost';
    if (state === 'lost') {
      throw new CheckError('Not tried: code of a task before this one never gave control back');
    }
  }

  async function untilItHangs(checked: Promise<void>, task: string): Promise<void> {
    const { watch } = options;
    if (watch === undefined) return checked;
    const over = new AbortController();
    const hung = watch.hangs(over.signal).then((isHanging) => {
      if (isHanging) throw giveUp(task);
      return checked;
    });
    try {
      await Promise.race([checked, hung]);
    } catch (error) {
      // Where the machine gives a process little time, a timeout comes before a loop has used much.
      const mayBeTimeout = error instanceof UnansweredError || error instanceof CheckError;
      if (mayBeTimeout && state === 'runs' && !(await watch.answers())) throw giveUp(task);
      throw error;
    } finally {
      over.abort();
    }
  }

  /** Fails all calls of the learner's code, which never gave control back. */
  function giveUp(task: string): HangingError {
    const called = calls.at(-1);
    const name = called === undefined ? 'your code' : `${called}()`;
    const error = new HangingError(
      `${name} never gave control back: it went on without an await that waits, and meanwhile nothing else can run. Look for a loop without end in ${called ?? 'it'}, in what it calls and in what it has started`,
    );
    hanging.set(task, name);
    state = 'hangs';
    options.watch?.abandon(error);
    return error;
  }

  const plan: Plan = {
    exercise: exercise.name,
    functions: Object.keys(exercise.functions),
    checks,
    seed: options.seed,
    timeout: checks.length * checkTimeout + 2000,
  };
  return {
    plan,
    get isOver() {
      return underWay === 0;
    },
    uncaught: (message) => current?.uncaught(message),
    async run(report) {
      const ended = Promise.withResolvers<void>();
      const failures = new Map<number, CheckFailure>();
      root.afterEach(async function () {
        await stages.get(ids.get(this.currentTest) ?? -1)?.tearDown();
      });
      const runner = new Runner(root, {});
      runner.on('fail', (test, error: unknown) => {
        // A failing hook is reported under its own name; it belongs to the test it was run for.
        const id = ids.get(test) ?? ids.get(test.ctx?.currentTest);
        if (id === undefined) return;
        const stage = stages.get(id);
        // An error of waiting is often the consequence of a call that failed before.
        const isConsequence = error instanceof CheckError || error instanceof UnansweredError;
        const cause = isConsequence ? (stage?.cause ?? error) : error;
        const about = { wire: stage?.transcript.lines ?? [], hints: hints.get(id) ?? [] };
        failures.set(id, describeFailure(cause, about));
      });
      runner.on('test end', (test) => {
        const id = ids.get(test);
        if (id !== undefined) report(id, failures.get(id));
      });
      runner.run(() => ended.resolve());
      await ended.promise;
      // Until then it listens for errors of the whole process.
      runner.dispose();
    },
  };
}

async function withCheckTimeout(body: Promise<void>, timeouts: ProcessTimeouts): Promise<void> {
  const timedOut = Promise.withResolvers<never>();
  const timeout = timeouts.start(checkTimeout, () =>
    timedOut.reject(new CheckError(`The check did not come to an end within ${checkTimeout} ms`)),
  );
  try {
    await Promise.race([body, timedOut.promise]);
  } finally {
    timeout.clear();
  }
}

/** The learner's functions. `onCall` is called before each call; what it returns takes the error of a call, awaited or not. */
function watched(
  learner: Remote<Record<string, unknown>>,
  onCall: (name: string) => (error: unknown) => void,
): object {
  return new Proxy(learner, {
    get(target, name) {
      const call = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => {
        const onFailure = onCall(String(name));
        const answer = call(...args);
        nameCall(answer, String(name));
        answer.catch(onFailure);
        return answer;
      };
    },
  });
}

function describeFailure(
  error: unknown,
  about: { readonly wire: readonly string[]; readonly hints: readonly string[] },
): CheckFailure {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, maxCharacters);
  const base = { ...about, message, unwritten: false };
  if (error instanceof AssertionError) {
    const { actual, expected, showDiff } = error as Comparison;
    // Chai repeats both values in its message; here they have lines of their own. A message that
    // tells of a limit says more than its values would.
    const readable = message.replace(measured, (number) => String(round(Number(number))));
    const shortened = readable.replace(/: expected .* to (deeply )?equal .*$/s, '');
    if (showDiff !== true || shortened === readable) return { ...base, message: readable };
    return { ...base, message: shortened, expected: spell(expected), received: spell(actual) };
  }
  if (error instanceof DiagnosedError) return { ...base, hints: error.hints };
  if (error instanceof RemoteError) {
    if (isUncompiled(error)) return { ...base, hints: [] };
    const unwritten = isUnwritten(error);
    const name = error.code ?? error.name;
    const thrown = message.includes(name) ? message : `${name}: ${message}`;
    return { ...base, unwritten, message: unwritten ? message : `${error.call} threw ${thrown}` };
  }
  return base;
}

interface Comparison {
  readonly showDiff?: boolean;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** Numbers with a fraction of two digits or more, which are no part of an address or a time. */
const measured = /(?<![\d.:])\d+\.\d{2,}(?!\.?\d)/g;

/** A measured number, as precise as a person reads it. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function spell(value: unknown): string {
  if (typeof value === 'number') return String(round(value));
  if (value instanceof Uint8Array) return show(value);
  return inspect(value, { depth: 3, breakLength: 80 }).slice(0, maxCharacters);
}
