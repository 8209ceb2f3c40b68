import { AssertionError, expect } from 'chai';
import { Patience } from '../../lib/exercise/patience.ts';
import { unhurried } from '../../lib/exercise/unhurried.ts';

describe('a check that rests on short times', () => {
  /** Patience that finds others held up for `milliseconds` between each two looks. */
  function heldUpFor(milliseconds: number): Patience {
    let heldUp = 0;
    return new Patience(() => {
      heldUp += milliseconds;
      return heldUp;
    });
  }

  /** The scales with which `body` was done. */
  async function scales(
    heldUp: number,
    body: (scale: number) => void = () => {},
  ): Promise<readonly number[]> {
    const done: number[] = [];
    await unhurried(async (scale) => {
      done.push(scale);
      body(scale);
    }, heldUpFor(heldUp));
    return done;
  }

  it('is done once where nobody was held up', async () => {
    expect(await scales(0)).to.deep.equal([1]);
  });

  it('is done again with more time where somebody was held up, although it passed', async () => {
    expect(await scales(50)).to.deep.equal([1, 5]);
  });

  it('may fail the first time', async () => {
    const late = (scale: number) => expect(scale).to.equal(5);
    for (const heldUp of [0, 50]) expect(await scales(heldUp, late)).to.deep.equal([1, 5]);
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
