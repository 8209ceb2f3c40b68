import { expect } from 'chai';
import type { CheckFailure } from '../../lib/check/protocol.ts';
import { type CheckScene, defineExercise } from '../../lib/check/scene/define.ts';
import { type Fixtures, fixturesFor } from '../../lib/check/scene/fixtures.ts';
import { ProcessTimeouts } from '../../lib/check/scene/process-timeouts.ts';
import { type Remote, RemoteError } from '../../lib/check/scene/remote.ts';
import { buildSuite, type Suite } from '../../lib/check/suite.ts';

type Check = (scene: CheckScene, suite: Suite) => Promise<void> | void;

/** What became of checks that are run one after another. */
async function failuresOf(...checks: readonly Check[]): Promise<(CheckFailure | undefined)[]> {
  const exercise = defineExercise<unknown>({
    name: '00-made-up',
    functions: {},
    checks({ describe: task, it: check }) {
      task('Task', () => {
        for (const [index, body] of checks.entries()) {
          const about = { points: 1, hints: ['a nudge'] } as const;
          check(`check ${index}`, about, async (scene) => body(scene, suite));
        }
      });
    },
  });
  const suite = buildSuite(exercise, {
    host: '127.0.109.1',
    host6: '127.0.109.2',
    seed: 1,
    learner: {} as Remote<Record<string, unknown>>,
    // In one process a fixture is what its stand-in would call.
    fixtures: async () => fixturesFor() as unknown as Remote<Fixtures>,
    learnerPid: () => process.pid,
    timeouts: new ProcessTimeouts(),
  });
  const failures: (CheckFailure | undefined)[] = checks.map(() => undefined);
  await suite.run((id, failure) => {
    failures[id] = failure;
  });
  return failures;
}

describe('a failure of a check', () => {
  it('says what was expected and what was received', async () => {
    const [failure] = await failuresOf(() => {
      expect(Buffer.from('hel'), 'what came').to.deep.equal(Buffer.from('hello'));
    });
    expect(failure).to.include({ message: 'what came', expected: '"hello"', received: '"hel"' });
  });

  it('tells the limit that was exceeded, as a sentence', async () => {
    const [failure] = await failuresOf(() => {
      expect(2404, 'milliseconds until it was connected').to.be.below(1200);
    });
    expect(failure?.message).to.equal(
      'milliseconds until it was connected: expected 2404 to be below 1200',
    );
    expect(failure).not.to.have.property('expected');
  });

  it('rounds what was measured', async () => {
    const [failure] = await failuresOf(() => {
      expect(61.56054899999981, 'milliseconds that it waited').to.be.at.least(365);
    });
    expect(failure?.message).to.equal(
      'milliseconds that it waited: expected 61.6 to be at least 365',
    );
  });

  it('leaves the numbers of an address as they are', async () => {
    const [failure] = await failuresOf(() => {
      expect(1, 'a client of 127.0.250.17').to.be.above(2);
    });
    expect(failure?.message).to.include('a client of 127.0.250.17:');
  });

  it('leaves the seconds of a time as they are', async () => {
    const [failure] = await failuresOf(() => expect.fail('"2026-11-30T14:20:23.337Z" was due'));
    expect(failure?.message).to.equal('"2026-11-30T14:20:23.337Z" was due');
  });

  it('fails a check in which an error of the learner came that nothing caught', async () => {
    const [failure] = await failuresOf((_scene, suite) => suite.uncaught('Error: no room'));
    expect(failure?.message).to.equal('Your code threw Error: no room, and nothing caught it');
  });

  it('names an error that the learner threw as the cause, in the check during which it was thrown', async () => {
    const [first, second] = await failuresOf(
      async (scene, suite) => {
        // It comes as the sockets of this check are closed.
        scene.cleanUp(() => process.nextTick(() => suite.uncaught('Error: too late')));
        await scene.errorOf(Promise.reject(new RemoteError('Error', 'taken', {})));
      },
      async (scene, suite) => {
        suite.uncaught('RangeError: no room');
        await scene.errorOf(Promise.resolve());
      },
    );
    expect(first).to.equal(undefined);
    expect(second?.message).to.equal('Your code threw RangeError: no room, and nothing caught it');
  });

  it('names no error that was thrown during the check before', async () => {
    const [, second] = await failuresOf(
      (scene, suite) => {
        scene.cleanUp(() => process.nextTick(() => suite.uncaught('Error: too late')));
      },
      async (scene) => {
        await scene.errorOf(Promise.resolve());
      },
    );
    expect(second?.message).to.equal('The call returned undefined, where an error was due');
  });
});
