/** The hidden checks of exercise 06. */

import { expect } from 'chai';
import { IPPROTO_TCP, SO_LINGER, SOL_SOCKET, type Socket, TCP_NODELAY } from 'wirebook';
import { type CheckScene, defineExercise, type Remote } from 'wirebook/exercise';

interface Contract {
  readonly connectTo: (host: string, port: number) => Promise<Connection>;
  readonly openListener: (hosts: readonly string[], port: number) => Promise<Listener>;
  readonly serveAll: (listener: Listener, handle: Handle) => Promise<void>;
}

interface Connection {
  readonly remote: string;
  readonly recv: () => Promise<string>;
  readonly send: (text: string) => Promise<void>;
  readonly close: () => void;
}

interface Listener {
  readonly port: number;
  readonly accept: () => Promise<Connection | undefined>;
  readonly close: () => void;
}

type Handle = (connection: Connection) => Promise<void>;

/** A `struct linger` that makes close(2) send a reset: on, and no second to wait. */
const lingerForNothing = new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]);

/** A number of C that is not 0. */
const yes = new Uint8Array([1, 0, 0, 0]);

export default defineExercise<Contract>({
  name: '06-node-wrappers',
  functions: { connectTo: true, openListener: true, serveAll: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: connectTo', () => {
      it('sends, and receives what came before it was asked for', {
        points: 1,
        hints: [
          'Two words arrive before the first recv(). Where are they meanwhile?',
          'A stream keeps what nobody has read. Take its iterator once, and call next() in each recv().',
          "const chunks = socket.setEncoding('utf8').iterator(); ... recv: async () => (await chunks.next()).value",
        ],
      }, async (scene) => {
        const { peer, connection, port } = await connected(scene);
        expect(connection.remote, 'remote').to.equal(`${HOST}:${port}`);
        const [question, answer] = [scene.random.word(), scene.random.word()];
        await connection.send(question);
        expect(String(await peer.recv(100)), 'what the peer received').to.equal(question);
        // Twice something comes while nobody asks.
        const early = [answer, scene.random.word()];
        for (const word of early) {
          await peer.sendAll(word);
          await scene.settle();
        }
        expect(
          await received(connection, early.join('').length),
          `what recv() returned after "${early.join('" and "')}" had come`,
        ).to.equal(early.join(''));
        const text = `Grüße aus 東京, ${scene.random.word()}`;
        const reading = received(connection, text.length);
        await inPieces(scene, { peer, text });
        expect(await reading, 'what recv() returned of a text that came in pieces').to.equal(text);
        const pending = connection.recv();
        await peer.sendAll(question);
        expect(await pending, 'what a recv() that waited returned').to.equal(question);
      });

      it('tells EOF by an empty string, and can still send', {
        points: 1,
        hints: [
          'The peer has half-closed. What does Node do with your own direction, unless told otherwise?',
          'Two habits have to go: allowHalfOpen is false by default, and an iterator destroys its stream at the end.',
          'net.connect({ host, port, allowHalfOpen: true }) and socket.iterator({ destroyOnReturn: false })',
        ],
      }, async (scene) => {
        const { peer, connection } = await connected(scene);
        await peer.closeWrite();
        for (const time of ['first', 'second']) {
          expect(await connection.recv(), `the ${time} recv() after EOF`).to.equal('');
        }
        const word = scene.random.word();
        await connection.send(word);
        expect(String(await peer.recv(100)), 'what the peer received after its EOF').to.equal(word);
      });

      it('fails in recv() when the peer has reset, and goes on', {
        points: 1,
        hints: [
          'The reset comes while nobody calls recv(). Who listens for the event error?',
          'An error event without a listener ends the program. Listen for it; next() will report it as well.',
          "socket.on('error', () => {});",
        ],
      }, async (scene) => {
        const { peer, connection } = await connected(scene);
        await peer.setsockopt(SOL_SOCKET, SO_LINGER, lingerForNothing);
        await peer.close();
        await scene.settle();
        const error = await scene.errorOf(connection.recv());
        expect(error.code, `the code of the error of recv(), "${error.message}"`).to.equal(
          'ECONNRESET',
        );
        const again = await connected(scene);
        await again.connection.send('x');
        expect(String(await again.peer.recv(1)), 'over the next connection').to.equal('x');
      });

      it('fails when nobody listens, and closes after its last words', {
        points: 1,
        hints: [
          'What if the event is error, and not connect? And when has write() really written?',
          "once(socket, 'connect') rejects on error. destroySoon() writes what is left and then closes; destroy() drops it.",
          'close: () => socket.destroySoon()',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const free = await scene.freePort();
        const error = await scene.errorOf(learner.connectTo(HOST, free));
        expect(error.code, `the code of the error, "${error.message}"`).to.equal('ECONNREFUSED');
        const { peer, connection } = await connected(scene);
        const text = scene.random.word(8, 9).repeat(1_000_000);
        const sending = connection.send(text);
        connection.close();
        const most = 4_000_000;
        let length = 0;
        for (let data = await peer.recv(most); data.length > 0; data = await peer.recv(most)) {
          length += data.length;
        }
        expect(length, 'bytes that the peer received until EOF').to.equal(text.length);
        await sending;
        // Its own end is closed, whatever the peer does: the peer and its listener are still here.
        await scene.noMoreSocketsThan(before + 2);
        await peer.close();
        await scene.noMoreSocketsThan(before + 1);
      });
    });

    describe('Task 2: openListener', () => {
      it('accepts over IPv4 and IPv6 at the same port', {
        points: 1,
        hints: [
          'Two servers, one port: which of them gets port 0?',
          'Listen one after another, and read the port of the first. Put brackets around an address of IPv6.',
          "server.listen({ host, port: shared }); await once(server, 'listening'); shared = server.address().port;",
        ],
      }, async (scene) => {
        const listener = await opened(scene);
        for (const host of ['::1', HOST, '::1']) {
          const client = await scene.connect(listener.port, { to: host });
          const connection = await accepted(listener);
          const { address, port } = client.local;
          const name = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
          expect(connection.remote, `remote of a client of ${host}`).to.equal(name);
          const word = scene.random.word();
          await client.send(word);
          expect(await connection.recv(), 'what recv() returned').to.equal(word);
          connection.close();
        }
      });

      it('keeps early clients and early callers in their order', {
        points: 1,
        hints: [
          'Three clients come before anybody calls accept(). Then three callers wait before anybody comes.',
          'Two queues: connections that nobody has asked for, and callers that nobody has served. First in, first out.',
          'const caller = callers.shift(); if (caller) caller(connection); else waiting.push(connection);',
        ],
      }, async (scene) => {
        const listener = await opened(scene);
        const early = [];
        for (let number = 0; number < 3; number += 1) {
          early.push(await scene.connect(listener.port));
        }
        for (const client of early) {
          const connection = await accepted(listener);
          expect(connection.remote, 'whose connection came next').to.equal(nameOf(client));
        }
        const calls = [accepted(listener), accepted(listener), accepted(listener)];
        for (const call of calls) {
          const client = await scene.connect(listener.port);
          expect((await call).remote, 'whose connection came next').to.equal(nameOf(client));
        }
      });

      it('leaves nothing open when it fails, and when it is closed', {
        points: 1,
        hints: [
          'The first server listens, the second fails. And who still waits when the listener is closed?',
          'Close in a catch block what was opened before, and throw on. close() serves all callers with undefined and closes the connections in the queue.',
          'for (const server of servers) server.close(); for (const caller of callers.splice(0)) caller(undefined);',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const taken = await scene.takenPort();
        const error = await scene.errorOf(learner.openListener(['::1', HOST], taken));
        expect(error.code, `the code of the error, "${error.message}"`).to.equal('EADDRINUSE');
        await scene.noMoreSocketsThan(before);
        const listener = await opened(scene);
        const client = await scene.connect(listener.port);
        const connection = await accepted(listener);
        const pending = listener.accept();
        await listener.close();
        expect(await pending, 'what a waiting accept() returned').to.equal(undefined);
        expect(await listener.accept(), 'accept() of a closed listener').to.equal(undefined);
        await scene.refused(listener.port);
        expect(client.open, 'an accepted connection outlives the listener').to.equal(true);
        connection.close();
        await client.receiveAll();
        const other = await opened(scene);
        const unserved = await scene.connect(other.port);
        // Node takes it as soon as its loop turns; the system resets what nobody took.
        await scene.settle();
        await other.close();
        await unserved.receiveAll();
        unserved.halfClose();
        await scene.noMoreSocketsThan(before);
      });
    });

    describe('Task 3: serveAll', () => {
      it('serves many clients at the same time', {
        points: 1,
        hints: [
          'The first client says nothing for a long time. Who accepts the second meanwhile?',
          'Start serving without await, keep the promise, and accept again.',
          'running.push(serve(connection));',
        ],
      }, async (scene) => {
        const listener = await opened(scene);
        serving(listener, async (connection) => {
          const text = await connection.recv();
          await connection.send(text.toUpperCase());
        });
        const clients = [];
        for (let number = 0; number < 3; number += 1) {
          clients.push(await scene.connect(listener.port));
        }
        for (const client of clients.reverse()) {
          const word = scene.random.word();
          await client.send(word);
          const { text, ending } = await client.receiveAll();
          expect(text, 'the answer').to.equal(word.toUpperCase());
          expect(ending, 'how the connection ended').to.equal('end');
        }
      });

      it('closes the connection of a handle that fails, and goes on', {
        points: 1,
        hints: [
          'A promise that nobody awaits is rejected. What does Node do with your program?',
          'Catch the failure where one connection is served, and close in finally.',
          'try { await handle(connection); } catch { } finally { connection.close(); }',
        ],
      }, async (scene) => {
        const listener = await opened(scene);
        serving(listener, async (connection) => {
          const text = await connection.recv();
          if (text === 'fail') throw new Error('This client has no luck');
          await connection.send(text);
        });
        for (const word of ['fail', scene.random.word(), 'fail', scene.random.word()]) {
          const client = await scene.connect(listener.port);
          await client.send(word);
          const { text } = await client.receiveAll();
          expect(text, `the answer to "${word}"`).to.equal(word === 'fail' ? '' : word);
        }
      });

      it('returns when the listener is closed and every handle is done', {
        points: 1,
        hints: [
          'The listener is closed while a client is being served. May serveAll() return already?',
          'After the loop wait for all promises that the loop has started.',
          'await Promise.all(running);',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const listener = await opened(scene);
        const begun = Promise.withResolvers<void>();
        let isOver = false;
        const loop = serving(listener, async (connection) => {
          begun.resolve();
          await connection.send(await connection.recv());
        });
        const over = () => {
          isOver = true;
        };
        loop.then(over, over);
        const client = await scene.connect(listener.port);
        await Promise.race([begun.promise, loop]);
        await listener.close();
        await scene.refused(listener.port);
        // Messages keep their order: had serveAll returned, we should have heard by now.
        await scene.settle();
        expect(isOver, 'serveAll returned while a client was being served').to.equal(false);
        const word = scene.random.word();
        await client.send(word);
        expect((await client.receiveAll()).text, 'the answer').to.equal(word);
        client.halfClose();
        await loop;
        await scene.noMoreSocketsThan(before);
      });
    });

    /** A connection of the learner's, and its other end. */
    async function connected(scene: CheckScene) {
      const listener = await scene.listener();
      const port = listener.localAddress.ipPort;
      const connection = await learner.connectTo(HOST, port);
      const [peer] = await listener.accept();
      scene.cleanUp(() => peer.close());
      scene.cleanUp(() => connection.close());
      return { connection, peer, port };
    }

    async function opened(scene: CheckScene): Promise<Remote<Listener>> {
      const listener = await learner.openListener([HOST, '::1'], 0);
      scene.cleanUp(() => listener.close());
      return listener;
    }

    function serving(listener: Remote<Listener>, handle: Handle): Promise<void> {
      const loop = learner.serveAll(listener, handle);
      loop.catch(() => {
        // The check finds out by what its clients see, or waits for the loop itself.
      });
      return loop;
    }
  },
});

/** Sends a text in pieces that the learner receives apart; the first ends within a character. */
async function inPieces(
  scene: CheckScene,
  { peer, text }: { readonly peer: Remote<Socket>; readonly text: string },
): Promise<void> {
  await peer.setsockopt(IPPROTO_TCP, TCP_NODELAY, yes);
  const bytes = Buffer.from(text);
  const cut = bytes.findIndex((byte) => byte > 127) + 1;
  for (const piece of [bytes.subarray(0, cut), ...scene.random.pieces(bytes.subarray(cut), 4)]) {
    await peer.sendAll(piece);
    await scene.settle();
  }
}

/** What several calls of recv() return together, until there are `length` characters or an end. */
async function received(connection: Remote<Connection>, length: number): Promise<string> {
  let text = '';
  while (text.length < length) {
    const more = await connection.recv();
    if (more === '') break;
    text += more;
  }
  return text;
}

async function accepted(listener: Remote<Listener>): Promise<Remote<Connection>> {
  const connection = await listener.accept();
  if (connection === undefined)
    throw new Error('accept() returned undefined, although the listener is open');
  return connection;
}

function nameOf({
  local,
}: {
  readonly local: { readonly address: string; readonly port: number };
}) {
  return `${local.address}:${local.port}`;
}
