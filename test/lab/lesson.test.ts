import { once } from 'node:events';
import net from 'node:net';
import { expect } from 'chai';
import { background, stopAll } from '../../lib/lab/background/background.ts';
import { doneMime } from '../../lib/lab/base/host.ts';
import { openLesson } from '../../lib/lab/lesson.ts';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../../lib/socket/index.ts';
import { holdAddresses } from '../hold-address.ts';
import { host } from './test-host.ts';

describe('openLesson', () => {
  holdAddresses(106);
  afterEach(() => stopAll());

  it('gives each lesson a loopback address of its own', () => {
    expect(openLesson(2).HOST).to.equal('127.0.2.1');
    expect(openLesson(31).HOST).to.equal('127.0.31.1');
    expect(() => openLesson(256)).to.throw(RangeError, 'between 0 and 255');
  });

  it('closes the sockets of an earlier run of the notebook before new background cells start', async () => {
    const { HOST } = openLesson(106);
    const left = net.createServer().listen(4611, HOST);
    const first = background('server', () => void net.createServer().listen(4612, HOST));
    await Promise.all([once(left, 'listening'), first.ready]);

    openLesson(106);
    const second = background('other', () => {
      net.createServer().listen(4611, HOST);
      net.createServer().listen(4612, HOST);
    });
    await second.ready;
    expect(first.state).to.equal('stopped');
  });

  it('leaves no port in TIME_WAIT: the cells of a run that stopped halfway can run again', async () => {
    async function runHalfway(): Promise<void> {
      const { HOST } = openLesson(106);
      const server = new Socket(AF_INET, SOCK_STREAM);
      server.bind(Addrinfo.tcp(HOST, 4615));
      server.listen(1);
      await new Socket(AF_INET, SOCK_STREAM).connect(Addrinfo.tcp(HOST, 4615));
      const [connection] = await server.accept();
      connection.closeWrite(); // The side that ends a connection first is the one that has to wait.
    }
    await runHalfway();
    await runHalfway();
    await host.shutdown();
    await runHalfway();
    await host.execute(() => openLesson(106).done());
    await runHalfway();
    openLesson(106);
  });

  describe('done()', () => {
    it('stops background cells, names the resources left open, and proves the end', async () => {
      const lesson = openLesson(106);
      await background('server', () => void net.createServer().listen(4613, lesson.HOST)).ready;
      const left = net.createServer();
      const opening = await host.execute(async () => {
        left.listen(4614, lesson.HOST);
        await once(left, 'listening');
      });
      const closing = await host.execute(() => lesson.done());
      left.close();

      const proof = {
        lesson: 106,
        stopped: ['server'],
        leftOpen: [`listener 127.0.106.1:4614, opened in cell [${opening.number}]`],
      };
      expect(closing.outputs[0]?.bundle[doneMime]).to.deep.equal(proof);
      expect(closing.text).to.equal(
        `✓ Lesson 106 is done. Stopped: server. Left open:\n  - ${proof.leftOpen[0]}`,
      );
      expect(closing.html).to.include('<strong>Lesson 106 is done.</strong>');
    });

    it('proves nothing when a background cell crashed', async () => {
      const lesson = openLesson(106);
      const broken = background('broken', () => {
        throw new Error('no');
      });
      await broken.ready.catch(() => undefined);
      const failure = await lesson.done().catch((error: unknown) => error);
      expect(String(failure)).to.include('Background cells crashed: broken');

      await broken.stop();
      await host.execute(() => lesson.done());
    });

    it('waits for the tidying after an earlier run', async () => {
      openLesson(106);
      const server = background('server', () => void net.createServer().listen(0, '127.0.106.1'));
      await server.ready;
      await host.execute(() => openLesson(106).done());
      expect(server.state).to.equal('stopped');
    });
  });
});
