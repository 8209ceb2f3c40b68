import { expect } from 'chai';
import { type CheckScene, defineExercise } from '../../lib/exercise/define.ts';
import { type Fixtures, fixtures } from '../../lib/exercise/fixtures.ts';
import { Patience } from '../../lib/exercise/patience.ts';
import type { Failure } from '../../lib/exercise/protocol.ts';
import { type Remote, RemoteError } from '../../lib/exercise/remote.ts';
import { buildSuite, type Suite } from '../../lib/exercise/suite.ts';

type Check = (scene: CheckScene, suite: Suite) => Promise<void> | void;

/** What became of checks that are run one after another. */
async function failuresOf(...checks: readonly Check[]): Promise<(Failure | undefined)[]> {
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
    seed: 1,
    learner: {} as Remote<Record<string, unknown>>,
    // In one process a fixture is what its stand-in would call.
    fixtures: async () => fixtures as unknown as Remote<Fixtures>,
    learnerPid: () => process.pid,
    patience: new Patience(),
  });
  const failures: (Failure | undefined)[] = checks.map(() => undefined);
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

  it('says the limit that was not kept, as a sentence', async () => {
    const [failure] = await failuresOf(() => {
      expect(2404, 'milliseconds until it was connected').to.be.below(1200);
    });
    expect(failure?.message).to.equal(
      'milliseconds until it was connected: expected 2404 to be below 1200',
    );
    expect(failure).not.to.have.property('expected');
  });

  it('names what the learner threw as the cause, in the check that it belongs to', async () => {
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

  it('is that of the check itself where only the one before has thrown', async () => {
    const [, second] = await failuresOf(
      (scene, suite) => {
        scene.cleanUp(() => process.nextTick(() => suite.uncaught('Error: too late')));
      },
      async (scene) => {
        await scene.errorOf(Promise.resolve());
      },
    );
    expect(second?.message).to.equal('The call succeeded, and an error was expected');
  });
});
