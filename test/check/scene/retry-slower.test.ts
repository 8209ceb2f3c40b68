import { AssertionError, expect } from 'chai';
import { ProcessTimeouts } from '../../../lib/check/scene/process-timeouts.ts';
import { retrySlower } from '../../../lib/check/scene/retry-slower.ts';

describe('a check that rests on short times', () => {
  /** Timeouts whose run delay grows by `milliseconds` with each reading. */
  function delayedBy(milliseconds: number): ProcessTimeouts {
    let runDelay = 0;
    return new ProcessTimeouts(() => {
      runDelay += milliseconds;
      return runDelay;
    });
  }

  /** The scales with which `body` ran. */
  async function scales(
    runDelay: number,
    body: (scale: number) => void = () => {},
  ): Promise<readonly number[]> {
    const done: number[] = [];
    await retrySlower(async (scale) => {
      done.push(scale);
      body(scale);
    }, delayedBy(runDelay));
    return done;
  }

  it('is done once where no process was delayed', async () => {
    expect(await scales(0)).to.deep.equal([1]);
  });

  it('is done again with more time where a process was delayed, although it passed', async () => {
    expect(await scales(50)).to.deep.equal([1, 5]);
  });

  it('may fail the first time', async () => {
    const late = (scale: number) => expect(scale).to.equal(5);
    for (const runDelay of [0, 50]) expect(await scales(runDelay, late)).to.deep.equal([1, 5]);
  });

  it('fails where more time does not help', async () => {
    const done: number[] = [];
    const failing = scales(0, (scale) => {
      done.push(scale);
      expect.fail('wrong');
    });
    expect(await failing.catch((error: unknown) => error)).to.be.instanceOf(AssertionError);
    expect(done).to.deep.equal([1, 5]);
  });

  it("fails at once with an error of the learner's own", async () => {
    const own = new Error('theirs');
    const done: number[] = [];
    const failing = scales(50, (scale) => {
      done.push(scale);
      throw own;
    });
    expect(await failing.catch((error: unknown) => error)).to.equal(own);
    expect(done).to.deep.equal([1]);
  });
});
