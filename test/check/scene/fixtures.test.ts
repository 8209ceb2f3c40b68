import { once } from 'node:events';
import { createConnection } from 'node:net';
import { expect } from 'chai';
import { fixtures } from '../../lib/exercise/fixtures.ts';
import { takePort } from '../../lib/exercise/silent-port.ts';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../../lib/socket/index.ts';

const HOST = '127.0.251.1';

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

describe('what a check may ask for in the learner process', () => {
  describe('a silent port', () => {
    it('refuses at first, and then answers nobody, whoever comes', async () => {
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

    it('is taken from everybody else until it is disposed of, and then refuses again', async () => {
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

    it('ends after whatever else was due by then, in the order of time', async () => {
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

  it('lets what is due happen in turns of the event loop', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('immediate'));
    process.nextTick(() => order.push('tick'));
    await fixtures.turn();
    await fixtures.turn();
    expect(order).to.have.members(['immediate', 'tick']);
  });

  describe('a count of sockets', () => {
    it('is of those that the library opens while it counts, closed ones too', () => {
      const open = () => new Socket(AF_INET, SOCK_STREAM).close();
      open();
      const counting = fixtures.countSockets();
      open();
      open();
      expect(counting.stop()).to.equal(2);
      open();
      expect(counting.stop()).to.equal(2);
    });
  });

  it('listens at a port that others can connect to', async () => {
    const listener = fixtures.listen(HOST);
    const { ipPort } = listener.localAddress;
    const client = createConnection({ host: HOST, port: ipPort });
    await once(client, 'connect');
    client.destroy();
    listener.close();
    expect(await knock(ipPort)).to.equal('ECONNREFUSED');
  });
});
