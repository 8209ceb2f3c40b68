import { expect } from 'chai';
import { ProcessTimeouts } from '../../../lib/check/scene/process-timeouts.ts';

describe('a timeout of a wait for processes', () => {
  /** Runs a timeout of 20 ms whose readings of the run delay are `delays`; returns how many it took. */
  async function readingsUntilTimeout(...delays: readonly number[]): Promise<number> {
    let readings = 0;
    const timeouts = new ProcessTimeouts(() => delays[readings++] ?? delays.at(-1) ?? 0);
    const { promise, resolve } = Promise.withResolvers<void>();
    timeouts.start(20, resolve);
    await promise;
    // The first reading is taken at the start.
    return readings - 1;
  }

  it('ends when its time has passed', async () => {
    expect(await readingsUntilTimeout(0)).to.be.at.least(1);
  });

  it('does not count the time in which Linux let none of them run', async () => {
    const startedAt = performance.now();
    expect(await readingsUntilTimeout(100, 130)).to.be.at.least(2);
    expect(performance.now() - startedAt).to.be.at.least(49);
  });

  it('ends at last although the run delay grows without end', async () => {
    let runDelay = 0;
    const timeouts = new ProcessTimeouts(() => {
      runDelay += 1000;
      return runDelay;
    });
    await new Promise<void>((late) => timeouts.start(5, late));
  });

  it('is stopped by clear()', async () => {
    let hasEnded = false;
    const onTimeout = () => {
      hasEnded = true;
    };
    new ProcessTimeouts().start(1, onTimeout).clear();
    await new Promise<void>((later) => new ProcessTimeouts().start(20, later));
    expect(hasEnded).to.equal(false);
  });

  it('reads the run delay of a real process', async () => {
    await new Promise<void>((late) => ProcessTimeouts.of(() => [process.pid]).start(1, late));
  });
});
