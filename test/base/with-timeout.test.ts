import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { withTimeout } from '../../lib/base/with-timeout.ts';

describe('withTimeout', () => {
  const never = new Promise<never>(() => {});

  /** Keeps this process alive while only timers that do not are left. */
  async function alive<T>(promise: Promise<T>): Promise<T> {
    const timer = setInterval(() => {}, 1000);
    return promise.finally(() => clearInterval(timer));
  }

  it('returns the value of a promise that settles in time', async () => {
    const onTimeout = () => 'timeout';
    expect(await withTimeout(Promise.resolve('value'), { milliseconds: 1000, onTimeout })).to.equal(
      'value',
    );
    const failing = withTimeout(Promise.reject(new Error('its own')), {
      milliseconds: 1000,
      onTimeout,
    });
    expect(await failing.catch(String)).to.equal('Error: its own');
  });

  it('returns the result of onTimeout at the timeout', async () => {
    const waiting = withTimeout(never, { milliseconds: 5, onTimeout: () => 'timeout' });
    expect(await alive(waiting)).to.equal('timeout');
  });

  it('rejects with the error that onTimeout throws', async () => {
    const onTimeout = () => {
      throw new Error('No answer within 5 ms');
    };
    const waiting = withTimeout(never, { milliseconds: 5, onTimeout });
    expect(await alive(waiting.catch(String))).to.equal('Error: No answer within 5 ms');
  });

  it('does not call onTimeout once the promise has settled', async () => {
    let calls = 0;
    const onTimeout = () => {
      calls += 1;
    };
    await withTimeout(Promise.resolve(), { milliseconds: 5, onTimeout });
    await delay(20);
    expect(calls).to.equal(0);
  });
});
