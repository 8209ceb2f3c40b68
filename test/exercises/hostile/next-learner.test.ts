import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { descendants, innermost, readProc } from '../../../lib/base/processes.ts';
import { HarnessPool } from '../../../lib/check/harness-process.ts';
import { defaultLimits, namespaceSandbox } from '../../../lib/grade/sandbox.ts';
import { call } from '../../../lib/socket/system/ffi.ts';
import { type Served, serveLearner } from '../../check/serve-learner.ts';
import { needsNamespaces } from '../../needs-namespaces.ts';
import { earlierAttacks, reader, survivor } from './next-learner.ts';

const checks = `
const { defineExercise } = require('wirebook/exercise');
const { expect } = require('chai');
exports.default = defineExercise({
  name: '02-harness',
  functions: { answer: true },
  checks({ describe, it, learner }) {
    describe('All', () => {
      it('is doubled', { points: 10, hints: ['None'] }, async (scene) => {
        const port = await scene.takenPort();
        expect(await learner.answer(21, port)).to.equal(42);
      });
    });
  },
});`;

/** Right only where nobody has its port, and the harness still has one for a client. */
const honest = `const { createServer } = await import('node:net');
import { once } from 'node:events';
const answer = async (n: number) => {
  const server = createServer().listen(9702, HOST);
  await once(server, 'listening');
  server.close();
  return 2 * n;
};`;
const stub = `const answer = (n: number): number => { throw new Error('Not written yet: put your code here'); };`;
const contract = `import { openExercise } from 'wirebook';
const { HOST, check } = openExercise<{ answer: Function }>('02-harness');`;

/** Stands in the environment of every process that is left behind. */
const mark = `WIREBOOK_NEXT_LEARNER_${process.pid}`;

describe('a hostile submission and the next one that its harness checks', function () {
  this.timeout(60_000);
  const sandbox = namespaceSandbox(defaultLimits);
  let pool: HarnessPool;

  before(function () {
    needsNamespaces.call(this);
    pool = new HarnessPool(sandbox.harness, { lasting: true });
  });
  after(() => pool?.[Symbol.dispose]());

  function serve(
    code: string,
    { from = pool, onHarness = (_pid: number) => {} } = {},
  ): Promise<Served> {
    const sources = [contract, code, 'await check({ answer });'];
    const env = { [mark]: '1' };
    return serveLearner({ pool: from, sandbox, checks, sources, env, onHarness });
  }

  for (const { name, code, keepsHarness } of earlierAttacks) {
    it(`have nothing to do with each other when the first ${name}`, async () => {
      const attack = await serve(code);
      expect(said(attack), 'the attack itself').not.to.match(/cell-1|Native stack trace/);
      const [second, third] = [await serve(honest), await serve(stub)];
      expect(said(second), 'the honest answer').to.equal('10');
      expect(third, 'the stub').to.include({ points: 0, stopped: undefined });
      expect(third.outcomes[0]?.failure?.unwritten, said(third)).to.equal(true);
      if (keepsHarness === true) expect(said(attack), 'the attack itself').to.equal('10');
      if (keepsHarness !== undefined) {
        expect(second.harness === attack.harness, 'one harness for both').to.equal(keepsHarness);
      }
      expect(third.harness).to.equal(second.harness);
      await nobodyIsLeft();
    });
  }

  it('leave no process behind, even where the first detaches itself and their harness is lost', async () => {
    const lost = Promise.withResolvers<number>();
    const first = serve(survivor, { onHarness: lost.resolve });
    const harness = await lost.promise;
    while (!descendants(harness).some(isSleep)) await delay(10);
    process.kill(innermost(harness), 'SIGKILL');
    expect((await first).points).to.equal(0);
    await nobodyIsLeft();
  });

  it('read no descriptor that was open in the grader when it was started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-open-'));
    writeFileSync(join(folder, 'secret'), 'the secret of the grader');
    const original = openSync(join(folder, 'secret'), 'r');
    // Unlike what Node opens, a duplicate goes on to all that is started.
    const duplicate = dup(original);
    using own = new HarnessPool(sandbox.harness, { lasting: true });
    try {
      const answer = said(await serve(reader, { from: own }));
      expect(answer)
        .to.match(/expected .* to equal 42/)
        .and.not.include('secret');
    } finally {
      for (const descriptor of [original, duplicate]) closeSync(descriptor);
      rmSync(folder, { recursive: true });
    }
  });
});

const dup = call<[descriptor: number]>('int dup(int)');

/** The points, or why there are none. */
function said({ points, stopped, interrupted, outcomes }: Served): string {
  const reasons = [stopped, interrupted, ...outcomes.map(({ failure }) => failure?.message)];
  return [points, ...reasons.filter((reason) => reason !== undefined)].join(' ');
}

/** Waits for the end of all that learners have started: who was killed may take a moment to go. */
async function nobodyIsLeft(): Promise<void> {
  while (readdirSync('/proc').some(isMarked)) await delay(10);
}

function isMarked(pid: string): boolean {
  return readProc(`/proc/${pid}/environ`)?.includes(mark) === true;
}

function isSleep(pid: number): boolean {
  return readProc(`/proc/${pid}/comm`) === 'sleep\n';
}
