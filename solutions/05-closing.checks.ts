/** The hidden checks of exercise 05. */

import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { Socket } from 'wirebook';
import { type CheckScene, defineExercise, type Remote } from 'wirebook/exercise';

interface Contract {
  readonly readToTheEnd: (connection: Socket) => Promise<Ending>;
  readonly hangUp: (connection: Socket, patience: number) => Promise<void>;
  readonly openCounter: (host: string, port: number) => Promise<Counter>;
}

interface Ending {
  readonly text: string;
  readonly how: 'end' | 'reset';
}

interface Counter {
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What the counter refuses to count, in bytes. */
const limit = 100_000;

export default defineExercise<Contract>({
  name: '05-closing',
  functions: { readToTheEnd: true, hangUp: true, openCounter: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: readToTheEnd', () => {
      it('receives all until the peer ends, and closes', {
        points: 1,
        hints: [
          'How does recv() say that the peer has ended? And who gives the descriptor back?',
          'An empty chunk is EOF. for await ends there by itself. Then close, and return.',
          "for await (const chunk of connection) text += chunk; connection.close(); return { text, how: 'end' };",
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { client, connection } = await connected(scene);
        const words = [scene.random.word(), scene.random.word(), scene.random.word()];
        const reading = learner.readToTheEnd(connection);
        await client.send(scene.random.pieces(Buffer.from(words.join('')), 4));
        client.halfClose();
        expect(await reading, 'what readToTheEnd returned').to.deep.equal({
          text: words.join(''),
          how: 'end',
        });
        // The listening socket of the scene is one more.
        await scene.noMoreSocketsThan(before + 1);
      });

      it('keeps what came before a reset, and closes', {
        points: 1,
        hints: [
          'A reset is an error: what becomes of the text that you had by then?',
          'Declare the text outside of try, catch ECONNRESET, and return the text from there.',
          "catch (error) { if (error instanceof SocketError && error.code === 'ECONNRESET') return { text, how: 'reset' }; throw error; } finally { connection.close(); }",
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { client, connection } = await connected(scene);
        const word = scene.random.word();
        const reading = learner.readToTheEnd(connection);
        await client.send(word);
        await client.reset();
        expect(await reading, 'what readToTheEnd returned').to.deep.equal({
          text: word,
          how: 'reset',
        });
        await scene.noMoreSocketsThan(before + 1);
      });
    });

    describe('Task 2: hangUp', () => {
      it('never resets a peer that is still sending', {
        points: 1,
        hints: [
          'Why would the system send a reset although you only called close()?',
          'Because there were bytes that nobody had received. Half-close, receive until EOF, and only then close.',
          'connection.closeWrite(); while ((await connection.recv()).length > 0); connection.close();',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { client, connection } = await connected(scene);
        await client.send(scene.random.bytes(3000));
        const hanging = learner.hangUp(connection, 1000);
        const { ending } = await client.receiveAll();
        expect(ending, 'how the client saw the connection end').to.equal('end');
        await client.send([1, 2, 3].map(() => scene.random.bytes(100)));
        expect(client.wasReset, 'the client was reset while it sent the rest').to.equal(false);
        client.halfClose();
        await hanging;
        await scene.noMoreSocketsThan(before + 1);
        expect(client.wasReset, 'the client was reset at its end').to.equal(false);
      });

      it('waits no longer than its patience, whatever the peer does', {
        points: 1,
        hints: [
          'The peer sends a byte now and then, for ever. When does your loop end?',
          'A limit for each recv() begins anew with each byte. Start one clock before the loop.',
          'const timer = setTimeout(() => connection.close(), patience); ... finally { clearTimeout(timer); connection.close(); }',
        ],
      }, async (scene) => {
        await scene.unhurried(async (scale) => {
          const before = scene.openSockets();
          const { client, connection } = await connected(scene);
          const patience = scale * scene.random.integer(50, 80);
          const interval = 12 * scale;
          const startedAt = performance.now();
          let isOver = false;
          const over = () => {
            isOver = true;
          };
          const hanging = learner.hangUp(connection, patience);
          hanging.then(over, over);
          while (!isOver && performance.now() < startedAt + patience + 1000) {
            await client.send('.');
            await pause(interval);
          }
          if (!isOver) {
            expect.fail(
              `hangUp(connection, ${patience}) was still busy 1000 ms after its patience was over. The peer sent a byte every ${interval} ms`,
            );
          }
          await hanging;
          const took = performance.now() - startedAt;
          expect(took, 'milliseconds until hangUp returned').to.be.at.least(patience - 5);
          await scene.noMoreSocketsThan(before + 1);
        });
      });

      it('closes a connection whose peer has vanished, without failing', {
        points: 1,
        hints: [
          'The connection has been reset. Which of your calls fails, and where does the error go?',
          'All of them may: closeWrite() raises ENOTCONN. Put them all into try.',
          'try { connection.closeWrite(); ... } catch { /* vanished */ } finally { connection.close(); }',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { client, connection } = await connected(scene);
        await client.send(scene.random.word());
        await client.reset();
        await learner.hangUp(connection, 300);
        await scene.noMoreSocketsThan(before + 1);
      });
    });

    describe('Task 3: openCounter', () => {
      it('counts for many clients at the same time', {
        points: 1,
        hints: [
          'The first client may take its time. Who serves the second meanwhile?',
          'Start serving without await, so that the accept loop goes on at once.',
          'const [client] = await listener.accept(); void serve(client);',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        await opened(scene, port);
        const clients = [];
        for (let number = 0; number < 3; number += 1) clients.push(await scene.connect(port));
        for (const client of clients.reverse()) {
          const data = scene.random.bytes(scene.random.integer(2, 900));
          await client.send(scene.random.pieces(data, 3));
          client.halfClose();
          const { text, ending } = await client.receiveAll();
          expect(text, `what the client of ${data.length} bytes received`).to.equal(
            `${data.length} bytes\n`,
          );
          expect(ending, 'how the client saw the connection end').to.equal('end');
        }
      });

      it('tells who sends too much, without a reset', {
        points: 1,
        hints: [
          'The client goes on sending after your answer. What becomes of those bytes?',
          'Answer as soon as the sum is beyond 100,000, then hangUp(): it receives the rest and throws it away.',
          "if (bytes > 100_000) { await client.sendAll('too much\\n'); await hangUp(client, 500); }",
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        await opened(scene, port);
        const exact = await scene.connect(port);
        await exact.send(scene.random.bytes(limit));
        exact.halfClose();
        expect((await exact.receiveAll()).text, `the answer to ${limit} bytes`).to.equal(
          `${limit} bytes\n`,
        );
        const greedy = await scene.connect(port);
        await greedy.send(scene.random.bytes(limit + scene.random.integer(1, 5000)));
        const { text, ending } = await greedy.receiveAll();
        expect(text, 'the answer to more').to.equal('too much\n');
        expect(ending, 'how the client saw the connection end').to.equal('end');
        await greedy.send([1, 2, 3].map(() => scene.random.bytes(100)));
        expect(greedy.wasReset, 'the client was reset while it sent the rest').to.equal(false);
      });

      it('goes on when a client vanishes', {
        points: 1,
        hints: [
          'A client is reset in the middle of its bytes. Whose loop does the error end?',
          'The error of one client must stay in the function that serves this client.',
          'async function serve(client) { try { ... } catch { /* vanished */ } finally { client.close(); } }',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        const before = scene.openSockets();
        await opened(scene, port);
        for (let number = 0; number < 2; number += 1) {
          const vanishing = await scene.connect(port);
          await vanishing.send(scene.random.word());
          await vanishing.reset();
        }
        const client = await scene.connect(port);
        const word = scene.random.word();
        await client.send(word);
        client.halfClose();
        expect((await client.receiveAll()).text, 'the answer').to.equal(`${word.length} bytes\n`);
        await scene.noMoreSocketsThan(before + 1);
      });

      it('restarts at the same port, and resets nobody', {
        points: 1,
        hints: [
          'Your server closes first here. In what state are its old connections when it binds again?',
          'TIME_WAIT: set SO_REUSEADDR on every listening socket, the first one included. And hang up, do not just close.',
          'socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true); before socket.bind(...)',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        const before = scene.openSockets();
        const counter = await opened(scene, port);
        for (let time = 1; time <= 3; time += 1) {
          const members = [await scene.connect(port), await scene.connect(port)];
          for (const member of members) await member.send(scene.random.word());
          await atLeast(before + 3, scene);
          const restarting = counter.restart();
          for (const member of members) {
            const { text, ending } = await member.receiveAll();
            expect(text, `what a client heard at restart ${time}`).to.equal('restarting\n');
            expect(ending, 'how the client saw the connection end').to.equal('end');
            await member.send([1, 2, 3].map(() => scene.random.bytes(10)));
            expect(member.wasReset, 'the client was reset while it sent the rest').to.equal(false);
            member.halfClose();
          }
          await restarting;
        }
        const client = await scene.connect(port);
        client.halfClose();
        expect((await client.receiveAll()).text, 'after three restarts').to.equal('0 bytes\n');
      });

      it('closes, and leaves nothing open', {
        points: 1,
        hints: [
          'What does your server have open besides its listening socket?',
          'close() is the first half of restart(): stop listening, say the last words, wait until all are gone.',
          "close: () => dismiss('closing\\n'), and restart: async () => { await dismiss('restarting\\n'); listener = listen(); }",
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        const before = scene.openSockets();
        const counter = await opened(scene, port);
        const members = [await scene.connect(port), await scene.connect(port)];
        for (const member of members) await member.send(scene.random.word());
        await atLeast(before + 3, scene);
        const closing = counter.close();
        let isOver = false;
        const over = () => {
          isOver = true;
        };
        closing.then(over, over);
        for (const member of members) {
          const { text, ending } = await member.receiveAll();
          expect(text, 'what a client heard').to.equal('closing\n');
          expect(ending, 'how the client saw the connection end').to.equal('end');
        }
        // The clients have not ended yet: close() may return now only if its patience is over.
        await scene.settle();
        if (isOver) {
          expect(scene.openSockets() - before, 'sockets still open when close() returned').to.equal(
            0,
          );
        }
        for (const member of members) member.halfClose();
        await closing;
        await scene.refused(port);
        await scene.noMoreSocketsThan(before);
      });
    });

    async function opened({ cleanUp }: CheckScene, port: number): Promise<Remote<Counter>> {
      const counter = await learner.openCounter(HOST, port);
      cleanUp(() => counter.close());
      return counter;
    }
  },
});

/** A client of the harness, and the learner's end of its connection. */
async function connected(scene: CheckScene) {
  const listener = await scene.listener();
  const client = await scene.connect(listener.localAddress.ipPort);
  const [connection] = await listener.accept();
  return { client, connection };
}

/** Waits until the listener and two clients are open in the learner's process. */
async function atLeast(wanted: number, scene: CheckScene): Promise<void> {
  await scene.eventually(
    () => scene.openSockets() >= wanted,
    () =>
      `the number of open sockets is ${scene.openSockets()}; with two clients it should be ${wanted}`,
  );
}
