import { expect } from 'chai';
import { Patience } from '../../lib/exercise/patience.ts';

describe('patience', () => {
  /** Waits until patience of 20 ms ends; each look finds the others held up as long as the next of `heldUp`. */
  async function looksUntilLate(...heldUp: readonly number[]): Promise<number> {
    let looks = 0;
    const patience = new Patience(() => heldUp[looks++] ?? heldUp.at(-1) ?? 0);
    const { promise, resolve } = Promise.withResolvers<void>();
    patience.limit(20, resolve);
    await promise;
    // The first look is that of the beginning.
    return looks - 1;
  }

  it('ends when its time has passed', async () => {
    expect(await looksUntilLate(0)).to.be.at.least(1);
  });

  it('does not count the time in which nobody was let run', async () => {
    const startedAt = performance.now();
    expect(await looksUntilLate(100, 130)).to.be.at.least(2);
    expect(performance.now() - startedAt).to.be.at.least(49);
  });

  it('ends all the same when there is no end to that time', async () => {
    let heldUp = 0;
    const patience = new Patience(() => {
      heldUp += 1000;
      return heldUp;
    });
    await new Promise<void>((late) => patience.limit(5, late));
  });

  it('is over once somebody has come', async () => {
    let isLate = false;
    const late = () => {
      isLate = true;
    };
    new Patience().limit(1, late).end();
    await new Promise<void>((later) => new Patience().limit(20, later));
    expect(isLate).to.equal(false);
  });

  it('knows how long this process was held up', async () => {
    await new Promise<void>((late) => Patience.with(() => [process.pid]).limit(1, late));
  });
});
