/** The hidden checks of exercise 05. */

import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { Socket } from 'wirebook';
import { type CheckScene, defineExercise } from 'wirebook/exercise';

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
  unguarded: ['Your last words are sent'],
  functions: { readToTheEnd: true, hangUp: true, openCounter: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: readToTheEnd', () => {
      it('receives all until the peer ends, and closes', {
        guards: [
          'receives until the conversation is over',
          'if the peer ended in order',
          'a chunk may end in the middle of a character',
        ],
        points: 1,
        hints: [
          'How does recv() say that the peer has ended? And who gives the descriptor back?',
          'An empty chunk is EOF. for await ends there by itself. Then close, and return.',
          "for await (const chunk of connection) chunks.push(chunk); connection.close(); return { text: Buffer.concat(chunks).toString(), how: 'end' };",
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { client, connection } = await connected(scene);
        const words = [scene.random.word(), ' 東京 € ', scene.random.word()];
        const reading = learner.readToTheEnd(connection);
        // In bytes of their own, so that every character is taken apart.
        await client.send([...Buffer.from(words.join(''))].map((byte) => Uint8Array.of(byte)));
        client.halfClose();
        expect(
          await reading,
          'what readToTheEnd returned of a text whose characters came in pieces',
        ).to.deep.equal({
          text: words.join(''),
          how: 'end',
        });
        // The listening socket of the scene is one more.
        await scene.noMoreSocketsWhen(before + 1, 'readToTheEnd had returned');
      });

      it('keeps what came before a reset, and closes', {
        guards: [
          'if the peer reset the connection',
          'What had arrived before is not lost',
          'Any other error',
        ],
        points: 1,
        hints: [
          'A reset is an error: what becomes of the text that you had by then? And is every error a reset?',
          'Declare the chunks outside of try, catch ECONNRESET, and return their text from there. Throw every other error again.',
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
        await scene.noMoreSocketsWhen(before + 1, 'readToTheEnd had returned');
        await connection.close();
        const error = await scene.errorOf(
          learner.readToTheEnd(connection),
          'readToTheEnd of a socket that is closed already, whose recv() fails with EBADF,',
        );
        expect(error.code, `the code of the error, "${error.message}"`).to.equal('EBADF');
      });
    });

    describe('Task 2: hangUp', () => {
      it('never resets a peer that is still sending', {
        guards: ['it ends your direction at once', '**no reset**', 'no timer runs on'],
        points: 1,
        hints: [
          'Why would the system send a reset although you only called close()?',
          'Because there were bytes that nobody had received. Half-close, receive until EOF, and only then close.',
          'connection.closeWrite(); while ((await connection.recv()).length > 0); connection.close();',
        ],
      }, async (scene) => {
        const timers = await scene.timers();
        const other = await connected(scene);
        other.client.halfClose();
        await learner.hangUp(other.connection, 60_000);
        await scene.noMoreTimersThan(timers);
        const before = scene.openSockets();
        const { client, connection } = await connected(scene);
        await client.send(scene.random.bytes(3000));
        const hanging = learner.hangUp(connection, 2500);
        const { ending } = await client.receiveAll();
        expect(
          ending,
          'how the client saw the connection end, after it had sent 3000 bytes that hangUp is to throw away',
        ).to.equal('end');
        await client.send([1, 2, 3].map(() => scene.random.bytes(100)));
        expect(client.wasReset, 'the client was reset while it sent the rest').to.equal(false);
        const endedAt = performance.now();
        client.halfClose();
        await hanging;
        expect(
          performance.now() - endedAt,
          'milliseconds until hangUp returned after its peer had ended, with a patience of 2500',
        ).to.be.below(1200);
        await scene.noMoreSocketsWhen(before + 1, 'hangUp had returned');
        expect(client.wasReset, 'the client was reset at its end').to.equal(false);
      });

      it('waits no longer than its patience, whatever the peer does', {
        guards: [
          'so that the peer can read them',
          'no longer than `patience` milliseconds',
          'Some peers never end',
        ],
        points: 1,
        hints: [
          'One peer sends a byte now and then, for ever; another sends a single one, or nothing, and does not end. When does your loop end?',
          'A limit for each recv() begins anew with each byte, and a look at the clock between two recv() comes too late where nothing comes. Start one clock before the loop.',
          'const timer = setTimeout(() => connection.close(), patience); ... finally { clearTimeout(timer); connection.close(); }',
        ],
      }, async (scene) => {
        await scene.retrySlower(async (scale) => {
          for (const bytes of [Number.POSITIVE_INFINITY, 1, 0]) {
            const before = scene.openSockets();
            const { client, connection } = await connected(scene);
            const patience = scale * scene.random.integer(50, 80);
            // A single byte comes late: a limit that begins anew with it ends far too late.
            const interval = bytes === 1 ? Math.round(0.8 * patience) : 12 * scale;
            const sent =
              bytes === 1 ? `one byte after ${interval} ms` : `a byte every ${interval} ms`;
            const peer = `The peer sent ${bytes === 0 ? 'nothing' : sent} and did not end`;
            const startedAt = performance.now();
            const hanging = learner.hangUp(connection, patience);
            const ending = scene.endsWithin(hanging, 1.6 * patience);
            const isOver = watch(ending);
            for (let number = 0; !isOver(); number += 1) {
              await pause(interval);
              if (number < bytes && !isOver()) await client.send('.');
            }
            if (!(await ending)) {
              expect.fail(
                `hangUp(connection, ${patience}) was still busy after ${Math.round(1.6 * patience)} ms. ${peer}`,
              );
            }
            await hanging;
            const took = Math.round(performance.now() - startedAt);
            if (took < patience - 5) {
              expect.fail(
                `hangUp(connection, ${patience}) returned after ${took} ms. ${peer}, so it was to be waited for`,
              );
            }
            await scene.noMoreSocketsWhen(before + 1, 'hangUp had returned');
            if (bytes > 0) continue;
            // A reset that came after EOF shows with the next byte that the client sends.
            await client.send('.');
            await scene.settle();
            if (client.wasReset) {
              expect.fail(
                `hangUp(connection, ${patience}) reset its peer, which had sent nothing: what the peer has not read by then is lost`,
              );
            }
          }
        });
      });

      it('closes a connection whose peer has vanished, without failing', {
        guards: ['`hangUp` never throws'],
        points: 1,
        hints: [
          'The connection has been reset, before hangUp or while it waits. Which of your calls fails, and where does the error go?',
          'All of them may: closeWrite() raises ENOTCONN, recv() ECONNRESET. Put them all into try, and wait for nothing after an error.',
          'try { connection.closeWrite(); ... } catch { /* vanished */ } finally { connection.close(); }',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { client, connection } = await connected(scene);
        await client.send(scene.random.word());
        await client.reset();
        await returnsSoon(learner.hangUp(connection, 2500), 'before it was called');
        await scene.noMoreSocketsWhen(before + 1, 'hangUp had returned');

        const waiting = await connected(scene);
        const hanging = learner.hangUp(waiting.connection, 2500);
        await waiting.client.receiveAll();
        await waiting.client.reset();
        await returnsSoon(hanging, 'while hangUp waited');
        await scene.noMoreSocketsWhen(before + 2, 'hangUp had returned');

        async function returnsSoon(call: Promise<void>, when: string): Promise<void> {
          const inTime = await scene.endsWithin(call, 1200);
          await call;
          if (inTime) return;
          expect.fail(
            `hangUp(connection, 2500) took more than 1200 ms although its peer vanished ${when}: there was nothing to wait for`,
          );
        }
      });
    });

    describe('Task 3: openCounter', () => {
      it('counts for many clients at the same time', {
        guards: ['serves many clients at the same time', 'then it receives their number'],
        points: 1,
        hints: [
          'The first client may take its time. Who serves the second meanwhile?',
          'Start serving without await, so that the accept loop goes on at once.',
          'const [client] = await listener.accept(); void serve(client);',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        await opened(scene, port);
        await scene.reachedOnlyAtHost(port);
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
        guards: ['sends more than 100,000 bytes'],
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
        guards: ['A client that vanishes'],
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
        guards: ['listens again at the same port', 'It may be called again and again'],
        points: 1,
        hints: [
          'Your server closes first here. In what state are its old connections when it binds again? And what does it do before it tells its clients?',
          'TIME_WAIT: set SO_REUSEADDR, and no other option, on every listening socket, the first one included. Close the listener first. And hang up, do not just close.',
          'socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true); before socket.bind(...)',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        const before = scene.openSockets();
        const counter = await opened(scene, port);
        for (let time = 1; time <= 3; time += 1) {
          const members = [await scene.connect(port), await scene.connect(port)];
          // The other one has not sent anything so far.
          await members[0]?.send(scene.random.word());
          await atLeast(before + 3, scene);
          const restarting = counter.restart();
          const isOver = watch(restarting);
          for (const member of members) {
            const { text, ending } = await member.receiveAll();
            expect(text, `what a client heard at restart ${time}`).to.equal('restarting\n');
            expect(ending, 'how the client saw the connection end').to.equal('end');
          }
          const isListening = await scene.connect(port).then(
            () => true,
            () => false,
          );
          await scene.settle();
          if (isListening && !isOver()) {
            expect.fail('restart() told its clients, and had not stopped listening before');
          }
          for (const member of members) {
            await member.send([1, 2, 3].map(() => scene.random.bytes(10)));
            expect(member.wasReset, 'the client was reset while it sent the rest').to.equal(false);
            member.halfClose();
          }
          await restarting;
        }
        const client = await scene.connect(port);
        client.halfClose();
        expect((await client.receiveAll()).text, 'after three restarts').to.equal('0 bytes\n');
        const error = await scene.errorOf(
          learner.openCounter(HOST, port),
          'openCounter at the port of a counter that was open',
        );
        expect(error.code, `the code of the error, "${error.message}"`).to.equal('EADDRINUSE');
      });

      it('closes, and leaves nothing open', {
        guards: [
          'does the same with `closing`',
          'Afterwards nobody can connect',
          'Half a second is the patience',
        ],
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
        // It has had its answer, and does not end: the server is still hanging up on it.
        const lingering = await scene.connect(port);
        await lingering.send(scene.random.bytes(limit + 1));
        expect((await lingering.receiveAll()).text, 'the answer to too much').to.equal(
          'too much\n',
        );
        const closing = counter.close();
        const isOver = watch(closing);
        for (const member of members) {
          const { text, ending } = await member.receiveAll();
          expect(text, 'what a client heard').to.equal('closing\n');
          expect(ending, 'how the client saw the connection end').to.equal('end');
        }
        // The clients have not ended yet: close() may return now only if its patience is over.
        await scene.settle();
        if (isOver()) {
          await scene.noMoreSocketsWhen(before, 'close() had returned');
        }
        for (const member of members) member.halfClose();
        await closing;
        await scene.noMoreSocketsWhen(
          before,
          'close() had returned, while a client that had been told "too much" had not ended',
        );
        await scene.refused(port);
        await scene.noMoreSocketsThan(before);

        const again = await opened(scene, port);
        for (let number = 1; number <= 4; number += 1) await scene.connect(port);
        await atLeast(before + 5, scene);
        if (!(await scene.endsWithin(again.close(), 1500))) {
          expect.fail(
            'close() of a counter with four clients that never end took more than 1500 ms: half a second is the patience for all of them together',
          );
        }
      });
    });

    async function opened(scene: CheckScene, port: number) {
      return scene.opened(learner.openCounter(HOST, port));
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

/** Tells from now on whether a call has ended. */
function watch(call: Promise<unknown>): () => boolean {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  call.then(over, over);
  return () => isOver;
}

/** Waits until the listener and two clients are open in the learner's process. */
async function atLeast(wanted: number, scene: CheckScene): Promise<void> {
  await scene.eventually(
    () => scene.openSockets() >= wanted,
    () =>
      `the number of open sockets is ${scene.openSockets()}; with two clients it should be ${wanted}`,
  );
}
