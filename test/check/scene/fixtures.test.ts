import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { expect } from 'chai';
import { fixturesFor } from '../../../lib/check/scene/fixtures.ts';
import { takePort } from '../../../lib/check/scene/silent-port.ts';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../../../lib/socket/index.ts';

const HOST = '127.0.251.1';
const fixtures = fixturesFor();

/** How an attempt to connect ends within a limit, in milliseconds. */
async function knock(port: number, timeout = 60): Promise<string> {
  const socket = new Socket(AF_INET, SOCK_STREAM);
  try {
    await socket.connect(Addrinfo.tcp(HOST, port), { timeout });
    return 'connected';
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  } finally {
    socket.close();
  }
}

describe('the fixtures of a check in the learner process', () => {
  it('pass connections over Unix sockets, in a folder of their own', async () => {
    const folder = fixtures.makeFolder();
    const listener = fixtures.listenAt(`${folder}/server`, 5);
    const client = await fixtures.connectTo(`${folder}/server`);
    const connection = await fixtures.accept(listener, 500);
    const kept = await client.sendConnection();
    const passed = await connection.takeConnection(500);
    await kept.send('over the one that was passed');
    expect(await passed?.receive(500)).to.equal('over the one that was passed');
    passed?.close();
    expect(await kept.receiveAll(500)).to.equal('');
    await client.send('no descriptor');
    const error = await connection.takeConnection(500).catch(({ message }) => message);
    expect(error).to.equal('13 bytes came with 0 descriptors');
    client.close();
    expect(await connection.takeConnection(500)).to.equal(undefined);
    for (const socket of [kept, connection, listener]) socket.close();
    expect(readdirSync(folder)).to.deep.equal(['server']);
    fixtures.removeFolder(folder);
    expect(existsSync(folder)).to.equal(false);
  });

  describe('a silent port', () => {
    it('refuses at first, and then answers no connection', async () => {
      const { port, keepSilent, dispose } = takePort(HOST);
      try {
        expect(await knock(port)).to.equal('ECONNREFUSED');
        await keepSilent();
        expect(await Promise.all([knock(port), knock(port), knock(port)])).to.deep.equal([
          'ETIMEDOUT',
          'ETIMEDOUT',
          'ETIMEDOUT',
        ]);
      } finally {
        dispose();
      }
    });

    it('cannot be taken by another program until it is disposed of, and then refuses again', async () => {
      const { port, keepSilent, dispose } = takePort(HOST);
      await keepSilent();
      const other = new Socket(AF_INET, SOCK_STREAM);
      try {
        expect(() => other.bind(Addrinfo.tcp(HOST, port))).to.throw(/EADDRINUSE/);
      } finally {
        dispose();
        other.close();
      }
      expect(await knock(port)).to.equal('ECONNREFUSED');
    });
  });

  describe('a fading port', () => {
    it('refuses until its time has come, and returns after its end', async () => {
      const fading = fixtures.refuse(HOST);
      try {
        expect(await knock(fading.port)).to.equal('ECONNREFUSED');
        const startedAt = performance.now();
        await fading.fallSilent({ after: 5, until: 30 });
        expect(performance.now() - startedAt).to.be.at.least(30);
        expect(await knock(fading.port)).to.equal('ETIMEDOUT');
      } finally {
        fading.close();
      }
    });

    it('ends after all other timers that were due by then, in the order of time', async () => {
      const fading = fixtures.refuse(HOST);
      const order: string[] = [];
      const over = fading.fallSilent({ after: 5, until: 80 }).then(() => order.push('until'));
      setTimeout(() => order.push('before'), 10);
      // Nobody is let run for longer than all of them take, as on a busy machine.
      const stopped = performance.now() + 100;
      while (performance.now() < stopped);
      await over;
      fading.close();
      expect(order).to.deep.equal(['before', 'until']);
    });
  });

  it('lets due timers run in turns of the event loop', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('immediate'));
    process.nextTick(() => order.push('tick'));
    await fixtures.turn();
    await fixtures.turn();
    expect(order).to.have.members(['immediate', 'tick']);
  });

  describe('a count of sockets', () => {
    it('includes the sockets that were closed while it counted', () => {
      const open = () => new Socket(AF_INET, SOCK_STREAM).close();
      open();
      const counting = fixtures.countSockets();
      open();
      open();
      expect(counting.stop().sockets).to.equal(2);
      open();
      expect(counting.stop().sockets).to.equal(2);
    });
  });

  it('listens at a port that accepts connections', async () => {
    const listener = fixtures.listen(HOST);
    const { ipPort } = listener.localAddress;
    const client = createConnection({ host: HOST, port: ipPort });
    await once(client, 'connect');
    client.destroy();
    listener.close();
    expect(await knock(ipPort)).to.equal('ECONNREFUSED');
  });
});
