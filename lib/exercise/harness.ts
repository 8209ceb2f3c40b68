/**
 * The process that holds the checks. It shares nothing with the learner's code but a channel for
 * messages and the sockets between them.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { courseRoot } from '../paths.ts';
import { innermost, killDescendants } from '../processes.ts';
import { CheckError } from './client.ts';
import type { Exercise } from './define.ts';
import type { Fixtures } from './fixtures.ts';
import { Patience } from './patience.ts';
import { Peer } from './peer.ts';
import type {
  FromHarness,
  FromLearner,
  LearnerCommand,
  LearnerTask,
  ToHarness,
  ToLearner,
} from './protocol.ts';
import { LostError, type Remote } from './remote.ts';
import type { Suite } from './suite.ts';

/** The most time one call of a learner's function may take, in milliseconds. */
const callPatience = 3000;

let sendToLearner: (message: ToLearner) => void = (message) => {
  if (message.type === 'peer') tell(message);
};
let learnerPid = () => process.ppid;
const patience = Patience.with(() => [process.pid, learnerPid()]);
const peer = new Peer((message) => sendToLearner({ type: 'peer', message }), {
  milliseconds: callPatience,
  patience,
});
let suite: Suite | undefined;
let learner: LearnerProcess | undefined;

process.on('disconnect', () => process.exit());
process.on('message', (message: ToHarness) => {
  receive(message).catch((error: unknown) => {
    tell({ type: 'broken', message: error instanceof Error ? `${error.stack}` : String(error) });
  });
});

process.on('uncaughtException', (error) => {
  // Node itself throws when the learner's code has written nonsense on the channel; after that no
  // message of its can be read any more. Errors in a check are mocha's to report.
  if (!error.stack?.includes('child_process/serialization')) {
    if (suite === undefined) tell({ type: 'broken', message: String(error.stack) });
    return;
  }
  tell({ type: 'learner-failed', message: 'The notebook broke the channel to its checks' });
  tell({ type: 'done' });
});

async function receive(message: ToHarness): Promise<void> {
  if (message.type === 'load') {
    // Started first, so that both processes get ready at once; it has nothing of the learner's yet.
    if (message.learner?.leavesOrphans === true)
      (await import('./adopt-orphans.ts')).adoptOrphans();
    learner = message.learner === undefined ? undefined : startLearner(message.learner);
    const { buildSuite } = await import('./suite.ts');
    const exercise = evaluate(message.checks, await packagesOf(message.checks));
    suite = buildSuite(exercise, {
      seed: message.seed,
      learner: learnerOf(peer),
      fixtures: async () => Object(await peer.offered()).fixtures as Remote<Fixtures>,
      learnerPid: () => learnerPid(),
      patience,
    });
    tell({ type: 'plan', plan: suite.plan });
  } else if (message.type === 'go') {
    const { task } = message;
    const ready = learner === undefined || task === undefined || (await learner.run(task));
    if (ready) await suite?.run((id, failure) => tell({ type: 'verdict', id, failure }));
    tell({ type: 'done' });
  } else if (message.type === 'uncaught') {
    suite?.uncaught(message.message);
  } else {
    peer.receive(message.message);
  }
}

function tell(message: FromHarness): void {
  process.send?.(message);
}

/** Packages that the harness has in itself, also where all of it was put into one file. */
const packages: Readonly<Record<string, () => Promise<object>>> = {
  chai: () => import('chai'),
  wirebook: () => import('../index.ts'),
  'wirebook/exercise': () => import('./index.ts'),
};

/** Those packages that checks import. */
async function packagesOf(source: string): Promise<ReadonlyMap<string, object>> {
  const wanted = Object.entries(packages).filter(([name]) => source.includes(`require("${name}")`));
  return new Map(
    await Promise.all(wanted.map(async ([name, load]) => [name, await load()] as const)),
  );
}

/** The checks' default export, from the one file that esbuild has made of them. */
function evaluate(source: string, own: ReadonlyMap<string, object>): Exercise<unknown> {
  const native = createRequire(join(courseRoot, 'package.json'));
  const require = (name: string): unknown => own.get(name) ?? native(name);
  const module = { exports: {} as { default?: Exercise<unknown> } };
  const filename = join(courseRoot, 'checks.cjs');
  compileFunction(source, ['require', 'module', 'exports'], { filename })(
    require,
    module,
    module.exports,
  );
  if (module.exports.default === undefined) throw new Error('The checks export no exercise');
  return module.exports.default;
}

/** The learner's functions by name, each looked up when it is called. */
function learnerOf(peer: Peer): Remote<Record<string, unknown>> {
  return new Proxy({} as Remote<Record<string, unknown>>, {
    get:
      (_, name) =>
      async (...args: unknown[]) => {
        const offer: unknown = await peer.offered();
        const found: unknown = Object(Object(offer).functions)[name];
        if (typeof found === 'function') return found(...args);
        throw new CheckError(`check({ ... }) was not given ${String(name)}`);
      },
  });
}

/** A process that has started, and waits for the learner's code. */
interface LearnerProcess {
  /** Hands the learner's code over; answers whether it came so far as to call `check()`. */
  run(task: LearnerTask): Promise<boolean>;
}

function startLearner(command: LearnerCommand): LearnerProcess {
  const { file, args, cwd, env, patience: milliseconds } = command;
  const child = spawn(file, args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const { pid } = child;
  if (pid !== undefined) learnerPid = () => innermost(pid);
  process.on('exit', () => killDescendants(process.pid));
  sendToLearner = (message) => {
    // A learner's process that has ended is reported by its exit, not by the failed message.
    if (child.connected) child.send(message, () => {});
  };
  const ready = Promise.withResolvers<string | undefined>();
  const complaint = tail(child);
  child.on('message', (sent) => {
    // The learner's code can put anything on the channel; what is no message of ours is dropped.
    const message = Object(sent) as FromLearner;
    if (message.type === 'ready') ready.resolve(undefined);
    else if (message.type === 'failed') ready.resolve(String(message.message).slice(0, 4000));
    else if (message.type === 'uncaught') suite?.uncaught(String(message.message).slice(0, 1000));
    else if (message.type === 'peer') peer.receive(message.message);
  });
  child.on('error', (error) =>
    tell({ type: 'broken', message: `Cannot start the notebook's process: ${error.message}` }),
  );
  child.on('exit', (code, signal) => {
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    const reason = `The notebook's process ended ${how}${complaint()}`;
    peer.lose(new LostError(reason));
    ready.resolve(reason);
  });
  return {
    async run(task) {
      const limit = patience.limit(milliseconds, () =>
        ready.resolve(`The notebook did not reach check() within ${milliseconds / 1000} s`),
      );
      sendToLearner(task);
      const failed = await ready.promise;
      limit.end();
      if (failed !== undefined) tell({ type: 'learner-failed', message: failed });
      return failed === undefined;
    },
  };
}

/** Keeps the end of what the learner's process says on its standard error. */
function tail(child: ChildProcess): () => string {
  let kept = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    kept = (kept + chunk.toString('utf8')).slice(-2000);
  });
  return () => (kept.trim() === '' ? '' : `; it said: ${kept.trim()}`);
}
