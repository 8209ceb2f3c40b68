import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { curveKeyPair, Dealer, Request, Subscriber } from 'zeromq';
import { Random } from '../../lib/base/random.ts';
import { KernelClient } from '../bench/kernel-client.ts';
import { ownAddress } from '../bench/kernel-process.ts';

const seed = Math.floor(1e9 * Math.random());
const random = new Random(seed);

/** ZeroMQ's greeting for a peer without security, up to its first command. */
const greeting = Buffer.concat([
  Buffer.from('ff00000000000000017f0300', 'hex'),
  Buffer.from('NULL'.padEnd(20, '\0')),
  Buffer.alloc(32),
]);

/** What a stray program or a hostile one may send to a port, at its first moment. */
const strays: Readonly<Record<string, () => Buffer>> = {
  'random bytes': () => random.bytes(random.integer(1, 4096)),
  'a frame of the oldest ZeroMQ': () => Buffer.from('01000200 41'.replaceAll(' ', ''), 'hex'),
  'lines of text': () => Buffer.from('hello\n'.repeat(20)),
  'the hello of TLS': () =>
    Buffer.concat([Buffer.from('1603010200010001fc0303', 'hex'), random.bytes(500)]),
  'a request of HTTP': () => Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'),
  'half of a greeting': () => greeting.subarray(0, random.integer(1, greeting.length - 1)),
  'a greeting and random bytes': () =>
    Buffer.concat([greeting, random.bytes(random.integer(1, 300))]),
  'a frame that claims to be endless': () =>
    Buffer.concat([greeting, Buffer.from('067fffffffffffffff', 'hex'), random.bytes(100)]),
};

describe(`the sockets of a kernel (seed ${seed})`, function () {
  this.timeout(120_000);
  let kernel: KernelClient;

  afterEach(() => kernel.close());

  /** The kernel lives, and all five sockets still do their work. */
  async function expectHealthy(): Promise<void> {
    expect(await kernel.show('1 + 1')).to.deep.equal(['execute_result: 2']);
    expect(await kernel.show("await prompt('name?')")).to.have.length(1);
    expect((await kernel.request('interrupt_request', {}, 'control')).reply.status).to.equal('ok');
    expect(await kernel.heartbeat('beat')).to.equal('beat');
  }

  for (const [what, bytes] of Object.entries(strays)) {
    it(`hear on after ${what}`, async () => {
      kernel = await KernelClient.start();
      for (let time = 0; time < 20; time += 1) {
        await Promise.all(kernel.ports.map((port) => stray(port, bytes())));
      }
      await expectHealthy();
    });
  }

  it('hear on after messages of any shape from a peer without the key', async () => {
    kernel = await KernelClient.start();
    const shapes = [
      [''],
      ['x'],
      ['', ''],
      ['', 'x', '<IDS|MSG>'],
      ['<IDS|MSG>', '', '{}', '{}'],
    ].map((frames) => frames.map((frame) => Buffer.from(frame)));
    const peers = kernel.ports.map((port) => {
      const peer = new Dealer({ linger: 0, sendTimeout: 0 });
      peer.connect(`tcp://${ownAddress}:${port}`);
      return peer;
    });
    for (let time = 0; time < 50; time += 1) {
      const frames = Array.from({ length: random.integer(1, 7) }, () =>
        random.bytes(random.integer(0, 200)),
      );
      for (const peer of peers) {
        // The broadcasting socket takes no messages from a dealer: it never accepts it.
        await peer.send(random.pick([frames, ...shapes])).catch(() => {});
      }
      await delay(1);
    }
    await expectHealthy();
    for (const peer of peers) peer.close();
  });

  it('run a signed message once, however often it is sent', async () => {
    kernel = await KernelClient.start();
    await kernel.show('let runs = 0;');
    const frames = kernel.encode('execute_request', { code: 'runs++', silent: false });
    for (let time = 0; time < 3; time += 1) await kernel.sendRaw(frames);
    expect(await kernel.show('runs')).to.deep.equal(['execute_result: 1']);
  });

  it('answer a front end that connects anew under its old identity', async () => {
    kernel = await KernelClient.start();
    const peers = [1, 2].map(
      () => new Dealer({ linger: 0, routingId: 'front end', receiveTimeout: 10_000 }),
    );
    for (const peer of peers) {
      peer.connect(`tcp://${ownAddress}:${kernel.ports[0]}`);
      await peer.send(kernel.encode('kernel_info_request', {}));
      expect((await peer.receive()).join()).to.include('kernel_info_reply');
    }
    for (const peer of peers) peer.close();
  });

  it('speak with a front end alone that has the keys of the connection file', async () => {
    kernel = await KernelClient.start({ curve: curveKeyPair() });
    await expectHealthy();
    const stranger = new Request({ linger: 0, sendTimeout: 500, receiveTimeout: 500 });
    stranger.connect(`tcp://${ownAddress}:${kernel.ports[4]}`);
    const heard = await stranger
      .send('beat')
      .then(() => stranger.receive())
      .catch(({ code }) => code);
    expect(heard).to.equal('EAGAIN');
    stranger.close();
    const listener = new Subscriber({ linger: 0, receiveTimeout: 500 });
    listener.connect(`tcp://${ownAddress}:${kernel.ports[3]}`);
    listener.subscribe();
    await expectHealthy();
    expect(await listener.receive().catch(({ code }) => code)).to.equal('EAGAIN');
    listener.close();
  });
});

/** Sends bytes to a port, and waits until the other side closes or all has been taken. */
async function stray(port: number, bytes: Buffer): Promise<void> {
  const socket = connect(port, ownAddress);
  // A reset is an answer, too.
  socket.on('error', () => {});
  socket.resume();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.end(bytes);
  await Promise.race([closed, delay(20)]);
  socket.destroy();
}
