import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type CallTimeout, RpcEndpoint, type RpcMessage } from '../../lib/check/rpc.ts';
import { ProcessTimeouts } from '../../lib/check/scene/process-timeouts.ts';
import {
  LostError,
  type Remote,
  RemoteError,
  UnansweredError,
} from '../../lib/check/scene/remote.ts';

/** Two ends whose messages are copied as a process boundary copies them. */
function pair(wait?: CallTimeout): { readonly here: RpcEndpoint; readonly there: RpcEndpoint } {
  const copyTo = (end: () => RpcEndpoint) => (message: RpcMessage) => {
    const copy = structuredClone(message);
    queueMicrotask(() => end().receive(copy));
  };
  const here: RpcEndpoint = new RpcEndpoint(
    copyTo(() => there),
    wait,
  );
  const there: RpcEndpoint = new RpcEndpoint(copyTo(() => here));
  return { here, there };
}

/** What `value` looks like from the other end. */
async function offered<T>(value: T, wait?: CallTimeout): Promise<Remote<T>> {
  const { here, there } = pair(wait);
  there.offer(value);
  // The offer is of type T on the other end; only its copy arrives here.
  return (await here.offered()) as Remote<T>;
}

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

class Counter {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(by: number): number {
    this.#count += by;
    return this.#count;
  }
}

describe('a call between processes', () => {
  it('answers each of two pings that are under way at once', async () => {
    const { here } = pair();
    const answered: string[] = [];
    const first = here.ping().then(() => answered.push('first'));
    const second = here.ping().then(() => answered.push('second'));
    await Promise.race([Promise.all([first, second]), delay(100)]);
    expect(answered).to.deep.equal(['first', 'second']);
  });

  it('names an object of the other end in the message of an error', async () => {
    const { counter, fail } = await offered({
      counter: new Counter(),
      fail: (_counter: Counter, _by: number) => {
        throw new Error('never');
      },
    });
    const error = await thrownBy(fail(counter, 2));
    expect(error).to.be.instanceOf(RemoteError).with.property('call', 'fail([Counter], 2)');
  });

  it('names a function without a name by the field that it is in', async () => {
    const failing = () => async () => {
      throw new Error('never');
    };
    const { fail } = await offered({ fail: failing() });
    const error = await thrownBy(fail());
    expect(error).to.be.instanceOf(RemoteError).with.property('call', 'fail()');
  });

  it('copies arguments and results, bytes included', async () => {
    const { echo } = await offered({ echo: (value: unknown) => value });
    const value = { text: 'a', list: [1, 2n, null], bytes: new Uint8Array([0, 255]) };
    expect(await echo(value)).to.deep.equal(value);
  });

  it('leaves an object with methods at home, and calls them there', async () => {
    const { make } = await offered({ make: () => new Counter() });
    const counter = await make();
    expect(counter.count).to.equal(0);
    expect(await counter.add(2)).to.equal(2);
    expect(await counter.add(3)).to.equal(5);
  });

  it('gives the original back where a stand-in is passed home', async () => {
    const counter = new Counter();
    const far = await offered({ make: () => counter, isIt: (other: Counter) => other === counter });
    expect(await far.isIt(await far.make())).to.equal(true);
  });

  it('carries an error with its code', async () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', port: 4 });
    const { fail } = await offered({ fail: () => Promise.reject(refused) });
    const error = await thrownBy(fail());
    expect(error).to.be.instanceOf(RemoteError).with.property('code', 'ECONNREFUSED');
    expect(error).to.have.nested.property('details.port', 4);
    expect(error).to.have.property('call', 'fail()');
  });

  it('fails when there is no answer in time', async () => {
    const short = { milliseconds: 5, timeouts: new ProcessTimeouts() };
    const { wait } = await offered({ wait: () => new Promise<void>(() => {}) }, short);
    expect(await thrownBy(wait())).to.be.instanceOf(UnansweredError);
  });

  it('waits for a shorter time for a function that has not answered twice, and for no other', async () => {
    const short = { milliseconds: 300, timeouts: new ProcessTimeouts() };
    const { hang, answer } = await offered(
      { hang: () => new Promise<void>(() => {}), answer: () => delay(100, 'there') },
      short,
    );
    await Promise.all([hang(), hang()].map(thrownBy));
    expect(await answer()).to.equal('there');
    const third = await thrownBy(hang());
    expect(third).to.have.property('message', 'hang() has not ended after 50 ms');
  });

  it('fails every waiting and later call once the other end is lost', async () => {
    const { here, there } = pair();
    there.offer({ wait: () => new Promise(() => {}) });
    const { wait } = (await here.offered()) as { wait: () => Promise<void> };
    const waiting = wait();
    here.lose(new LostError('gone'));
    expect(await thrownBy(waiting)).to.be.instanceOf(LostError);
    expect(await thrownBy(wait())).to.be.instanceOf(LostError);
  });

  it('takes any nonsense without failing', async () => {
    const { here } = pair();
    const nonsense: unknown[] = [null, 7, 'x', [], {}, { kind: 'call' }, { kind: 'return', id: 9 }];
    // The other end may send what no type allows: that is what this test is about.
    for (const message of nonsense) here.receive(message as RpcMessage);
  });

  it('does not let a copied field named __proto__ become a prototype', async () => {
    const { get } = await offered({ get: () => JSON.parse('{"__proto__":{"admin":true}}') });
    const value: unknown = await get();
    expect(Object(value).admin).to.equal(undefined);
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
  });

  it('survives a value that contains itself', async () => {
    const ring: Record<string, unknown> = {};
    ring.ring = ring;
    const { get } = await offered({ get: () => ring });
    expect(await get()).to.be.an('object');
  });
});
