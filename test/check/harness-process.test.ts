import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { descendants, innermost, readProc } from '../../lib/base/processes.ts';
import { HarnessPool } from '../../lib/check/harness-process.ts';
import {
  defaultLimits,
  namespaceSandbox,
  type Sandbox,
  trustedContainer,
} from '../../lib/grade/sandbox.ts';
import { holdAddresses } from '../hold-address.ts';
import { needsNamespaces } from '../needs-namespaces.ts';
import { type Served, serveLearner } from './serve-learner.ts';

/** A check that fails with what it has seen, and with what the learner's function says. */
const checks = `
const { defineExercise } = require('wirebook/exercise');
let runs = 0;
exports.default = defineExercise({
  name: '02-harness',
  functions: { look: true },
  checks({ describe, it, learner }) {
    describe('All', () => {
      it('is told', { points: 10, hints: ['None'] }, async () => {
        runs += 1;
        const { isLate, ballast, ...seen } = await learner.look();
        globalThis.ballast = ballast;
        if (isLate) await new Promise((resolve) => setTimeout(resolve, 100_000));
        throw new Error(JSON.stringify({ runs, ...seen }));
      });
    });
  },
});`;

/** What a check has seen, and by which harness. */
interface Seen {
  readonly harness: number;
  /** How often the checks have run in the same module. */
  readonly runs: number;
  readonly network: string;
  readonly port: string;
}

/** A check that fails with what its process holds at first, having used what checks may use. */
const census = `
const { defineExercise } = require('wirebook/exercise');
const { readdirSync } = require('node:fs');
exports.default = defineExercise({
  name: '02-harness',
  functions: { look: true },
  checks({ describe, it, learner }) {
    describe('All', () => {
      it('is counted', { points: 10, hints: ['None'] }, async (scene) => {
        const listeners = process.eventNames().map((name) => String(name) + process.listenerCount(name));
        const descriptors = readdirSync('/proc/self/fd').length;
        const resources = process.getActiveResourcesInfo().sort();
        const listener = await scene.listener();
        const client = await scene.connect((await learner.look(listener)).port);
        await scene.connect(await scene.takenPort());
        await scene.silentPort();
        await client.reset();
        throw new Error(JSON.stringify({ listeners, descriptors, resources }));
      });
    });
  },
});`;
const tellPort = `import { openExercise, type Socket } from 'wirebook';
const { check } = openExercise<{ look: Function }>('02-harness');
const look = (listener: Socket) => ({ port: listener.localAddress.ipPort });`;

/** Takes a port for good, with a child that nobody waits for, and tells what it sees. */
const look = `import { spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { openExercise } from 'wirebook';
const { check, HOST } = openExercise<{ look: Function }>('02-harness');
async function look() {
  spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref();
  const server = createServer();
  const port = await new Promise((resolve) => {
    server.on('error', (error) => resolve(String(error)));
    server.listen(9702, HOST, () => resolve('free'));
  });
  return { network: readlinkSync('/proc/self/ns/net'), port };
}`;
const lateLook = `import { openExercise } from 'wirebook';
const { check } = openExercise<{ look: Function }>('02-harness');
const look = () => ({ isLate: true });`;
const heavyLook = `import { openExercise } from 'wirebook';
const { check } = openExercise<{ look: Function }>('02-harness');
const look = () => ({ ballast: new Uint8Array(300 * 2 ** 20).fill(1) });`;
const slowLook = look.replace(
  'return {',
  'await new Promise((done) => setTimeout(done, 1000));\n  return {',
);
/** Ending a process with so much memory takes a while. */
const slowHeavyLook = slowLook.replace(
  'return {',
  'Object.assign(globalThis, { ballast: Buffer.alloc(500 * 2 ** 20, 1) });\n  return {',
);
const noLook = 'process.exit(3);';
const call = 'await check({ look });';

describe('a harness that lasts', function () {
  this.timeout(60_000);
  holdAddresses(2);
  let pool: HarnessPool;

  before(needsNamespaces);
  afterEach(() => pool[Symbol.dispose]());

  const walled = namespaceSandbox(defaultLimits);

  function open({ harness, isTight }: Sandbox): void {
    pool = new HarnessPool(harness, { lasting: isTight });
  }

  function grade(source: string, sandbox: Sandbox): Promise<Served> {
    return serveLearner({ ...one(sandbox), sources: [source, call] });
  }

  function one(sandbox: Sandbox) {
    return { pool, sandbox, checks };
  }

  async function see(sandbox: Sandbox, source = look): Promise<Seen> {
    const { harness, outcomes, stopped, interrupted } = await grade(source, sandbox);
    expect(stopped ?? interrupted).to.equal(undefined);
    return { harness, ...JSON.parse(outcomes[0]?.failure?.message ?? '') };
  }

  it('serves one learner after another, each as if there had been no other', async () => {
    open(walled);
    const [first, second] = [await see(walled), await see(walled)];
    expect(second.harness).to.equal(first.harness);
    expect(second.network).not.to.equal(first.network);
    expect([first.port, second.port]).to.deep.equal(['free', 'free']);
    expect([first.runs, second.runs]).to.deep.equal([1, 1]);
  });

  it('holds no more memory and descriptors after twenty learners than after the first', async () => {
    open(walled);
    const served: Served[] = [];
    for (let learner = 0; learner < 20; learner += 1) {
      served.push(
        await serveLearner({ ...one(walled), checks: census, sources: [tellPort, call] }),
      );
    }
    const holdings = served.map(({ outcomes }) => outcomes[0]?.failure?.message);
    expect(holdings[0]).to.include('listeners');
    expect(new Set(holdings.slice(1))).to.have.property('size', 1);
    expect(new Set(served.map(({ harness }) => harness))).to.have.property('size', 1);
  });

  for (const [what, source, expectIt] of [
    [
      'it has seen anything out of order',
      noLook,
      ({ stopped }: Served) => expect(stopped).to.include('process.exit(3)'),
    ],
    [
      'one of its checks goes on after its time',
      lateLook,
      ({ outcomes: [outcome] }: Served) =>
        expect(outcome?.failure?.message).to.include('did not come to an end'),
    ],
    [
      'a learner has filled its memory',
      heavyLook,
      ({ interrupted }: Served) => expect(interrupted).to.equal(undefined),
    ],
  ] as const) {
    it(`serves no further learner once ${what}`, async () => {
      open(walled);
      const first = await see(walled);
      expectIt(await grade(source, walled));
      const second = await see(walled);
      expect(second.harness).not.to.equal(first.harness);
    });
  }

  it('is replaced where it ends through no fault of its present learner', async () => {
    open(walled);
    const first = await see(walled);
    const seeing = see(walled, slowLook);
    // The learner's function has begun: it has started a child.
    while (!descendants(first.harness).some(isChild)) await delay(10);
    process.kill(innermost(first.harness), 'SIGKILL');
    const second = await seeing;
    expect(second.harness).not.to.equal(first.harness);
  });

  it('is given up, without blame for the learner, when it never gets ready', async () => {
    open({ ...walled, harness: { file: 'sleep', args: ['600'], env: { PATH: '/usr/bin:/bin' } } });
    let pid = 0;
    const serving = serveLearner({
      ...one(walled),
      sources: [look, call],
      readyTimeout: 200,
      onHarness(harness) {
        pid = harness;
      },
    });
    const error: unknown = await serving.catch((thrown: unknown) => thrown);
    expect(String(error)).to.equal(
      'HarnessError: The harness was not ready within 0.2 s: try once more',
    );
    while (isRunning(pid)) await delay(10);
  });

  it('serves only one learner where no sandbox ends the processes that a learner leaves behind', async () => {
    const trusted = trustedContainer(defaultLimits);
    open(trusted);
    const [first, second] = [await see(trusted), await see(trusted)];
    expect(second.harness).not.to.equal(first.harness);
    expect([first.port, second.port]).to.deep.equal(['free', 'free']);
  });

  it('has ended with all its processes before the next learner starts, also without namespaces', async () => {
    const trusted = trustedContainer(defaultLimits);
    open(trusted);
    const harness = Promise.withResolvers<number>();
    const sources = [slowHeavyLook, call];
    const serving = serveLearner({ ...one(trusted), sources, onHarness: harness.resolve });
    let started: readonly number[] = [];
    while (!started.some(isChild)) {
      await delay(10);
      started = descendants(await harness.promise);
    }
    await serving;
    expect(started.filter(isRunning)).to.deep.equal([]);
  });

  it('is ended when it is given back to a closed pool', async () => {
    open(walled);
    const seeing = see(walled);
    pool[Symbol.dispose]();
    const { harness } = await seeing;
    while (isRunning(harness)) await delay(10);
  });
});

function isChild(pid: number): boolean {
  return readProc(`/proc/${pid}/comm`) === 'sleep\n';
}

function isRunning(pid: number): boolean {
  const state = readProc(`/proc/${pid}/stat`)?.split(') ').at(-1)?.[0] ?? 'Z';
  return state !== 'Z';
}
