/** The hidden checks of exercise 06. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket as NetSocket } from 'node:net';
import { PassThrough } from 'node:stream';
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
  unguarded: ["turns Node's events into calls"],
  functions: { connectTo: true, openListener: true, serveAll: true },
  checks({ describe, it, learner, HOST, HOST6 }) {
    describe('Task 1: connectTo', () => {
      it('sends, and receives what came before it was asked for', {
        guards: [
          'connects with `net.connect`',
          '`remote` is the other end',
          'returns text that has arrived',
          'Text that came earlier',
        ],
        points: 1,
        hints: [
          'Two words arrive before the first recv(). Where are they meanwhile?',
          'A stream keeps what nobody has read. Take its iterator once, and call next() in each recv().',
          "const chunks = socket.setEncoding('utf8').iterator(); ... recv: async () => (await chunks.next()).value",
        ],
      }, async (scene) => {
        const { peer, connection, port } = await connected(scene);
        expect(connection.remote, 'remote').to.equal(`${HOST}:${port}`);
        const other = await listening(scene, HOST6);
        const six = await learner.connectTo(HOST6, other.port);
        expect(six.remote, `remote of connectTo("${HOST6}", ${other.port})`).to.equal(
          nameOf({ local: { address: HOST6, port: other.port } }),
        );
        await six.close();
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
        guards: ['EOF is the empty string', 'after EOF, `send(text)` still works'],
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
        guards: ['if the peer resets the connection'],
        points: 1,
        hints: [
          'The reset comes while nobody calls recv(), or while somebody does. Who listens for the event error? And what does send() do afterwards?',
          'An error event without a listener ends the program. Listen for it; next() will report it as well, and so does the callback of write().',
          "socket.on('error', () => {});",
        ],
      }, async (scene) => {
        const { peer, connection } = await connected(scene);
        await reset(peer);
        await scene.settle();
        const error = await scene.errorOf(connection.recv(), 'recv() after a reset');
        expect(error.code, `the code of the error of recv(), "${error.message}"`).to.equal(
          'ECONNRESET',
        );
        await scene.errorOf(connection.send('x'), 'send() after a reset');
        const waiting = await connected(scene);
        const pending = waiting.connection.recv();
        await reset(waiting.peer);
        const late = await scene.errorOf(pending, 'recv() that waited when the peer reset');
        expect(late.code, `the code of the error of recv(), "${late.message}"`).to.equal(
          'ECONNRESET',
        );
        const again = await connected(scene);
        await again.connection.send('x');
        expect(String(await again.peer.recv(1)), 'over the next connection').to.equal('x');
      });

      it('fails when nobody listens, and closes after its last words', {
        guards: ['if nobody listens', 'sends what is still to be sent'],
        points: 1,
        hints: [
          'What if the event is error, and not connect? When has write() really written? And what closes the socket while the peer keeps its own direction open?',
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
        const next = () =>
          peer.recv(most).catch((error: Error) => {
            throw error.name === 'UnansweredError'
              ? new Error(
                  `After close() the peer received ${length} of ${text.length} bytes, and then neither more nor the end of the stream`,
                )
              : error;
          });
        for (let data = await next(); data.length > 0; data = await next()) length += data.length;
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
        guards: [
          'listens with one `net.Server` for each',
          'Port 0 means',
          '`port` is the port',
          'Task 2 needs the same',
        ],
        points: 1,
        hints: [
          'Two servers, one port: which of them gets port 0? And what does Node do with your direction when a client half-closes?',
          'Listen one after another, and read the port of the first. Put brackets around an address of IPv6. allowHalfOpen is false by default here, too.',
          "server.listen({ host, port: shared }); await once(server, 'listening'); shared = server.address().port;",
        ],
      }, async (scene) => {
        const listener = await opened(scene);
        await scene.reachedOnlyAtHost(listener.port);
        for (const host of [HOST6, HOST, HOST6]) {
          const client = await scene.connect(listener.port, { to: host });
          const connection = await accepted(listener);
          expect(connection.remote, `remote of a client of ${host}`).to.equal(nameOf(client));
          const word = scene.random.word();
          await client.send(word);
          expect(await connection.recv(), 'what recv() returned').to.equal(word);
          client.halfClose();
          expect(await connection.recv(), 'recv() after EOF').to.equal('');
          await connection.send(word);
          await connection.close();
          const { text } = await client.receiveAll();
          expect(text, 'what a client received that had half-closed').to.equal(word);
        }
      });

      it('keeps early clients and early callers in their order', {
        guards: [
          'first come, first served',
          'It waits while there is none',
          'Several `accept()` may wait',
        ],
        points: 1,
        hints: [
          'Three clients come before anybody calls accept(). Then three callers wait before anybody comes.',
          'Two queues: connections that nobody has asked for, and callers that nobody has served. First in, first out. Wrap a socket as soon as it comes: it may be reset while it waits.',
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
        const vanished = await scene.connect(listener.port);
        await scene.settle();
        await vanished.reset();
        await scene.settle();
        const gone = await accepted(listener);
        expect(gone.remote, 'whose connection came next').to.equal(nameOf(vanished));
        const error = await scene.errorOf(gone.recv(), 'recv() of a client that had vanished');
        expect(error.code, `the code of the error, "${error.message}"`).to.equal('ECONNRESET');
        const calls = [accepted(listener), accepted(listener), accepted(listener)];
        for (const call of calls) {
          const client = await scene.connect(listener.port);
          expect((await call).remote, 'whose connection came next').to.equal(nameOf(client));
        }
      });

      it('leaves nothing open when it fails, and when it is closed', {
        guards: [
          'If one of them cannot listen',
          'stops listening',
          'also where it was already waiting',
        ],
        points: 1,
        hints: [
          'The first server listens, the second fails. Who still waits when the listener is closed? And does close() of task 1 close a connection from which nobody reads?',
          'Close in a catch block what was opened before, and throw on. close() serves all callers with undefined and closes the connections in the queue.',
          'for (const server of servers) server.close(); for (const caller of callers.splice(0)) caller(undefined);',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const taken = await scene.takenPort();
        const error = await scene.errorOf(learner.openListener([HOST6, HOST], taken));
        expect(error.code, `the code of the error, "${error.message}"`).to.equal('EADDRINUSE');
        await scene.noMoreSocketsThan(before);
        const listener = await opened(scene);
        const client = await scene.connect(listener.port);
        const connection = await accepted(listener);
        const pending = [listener.accept(), listener.accept()];
        await listener.close();
        for (const call of pending) {
          expect(await call, 'what a waiting accept() returned').to.equal(undefined);
        }
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
        expect(
          await other.accept(),
          'accept() of a closed listener that had had a client in its queue',
        ).to.equal(undefined);
        await unserved.receiveAll();
        unserved.halfClose();
        await scene.noMoreSocketsThan(before);
      });
    });

    describe('Task 3: serveAll', () => {
      it('serves many clients at the same time', {
        guards: ['accepts until the listener is closed', 'a slow client keeps nobody waiting'],
        points: 1,
        hints: [
          'The first client says nothing for a long time. Who accepts the second meanwhile?',
          'Start serving without await, keep the promise, and accept again.',
          'running.push(serve(connection));',
        ],
      }, async (scene) => {
        const listener = await listening(scene);
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
        guards: ['also if `handle` failed', 'A failure concerns one client'],
        points: 1,
        hints: [
          'A promise that nobody awaits is rejected. What does Node do with your program?',
          'Catch the failure where one connection is served, and close in finally.',
          'try { await handle(connection); } catch { } finally { connection.close(); }',
        ],
      }, async (scene) => {
        const listener = await listening(scene);
        const loop = serving(listener, async (connection) => {
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
        listener.close();
        await loop;
      });

      it('returns when the listener is closed and every handle is done', {
        guards: ['every `handle` is done'],
        points: 1,
        hints: [
          'The listener is closed while a client is being served. May serveAll() return already?',
          'After the loop wait for all promises that the loop has started.',
          'await Promise.all(running);',
        ],
      }, async (scene) => {
        const listener = await listening(scene);
        let isOver = false;
        const loop = serving(listener, async (connection) => {
          await connection.send('begun ');
          await connection.send(await connection.recv());
        });
        const over = () => {
          isOver = true;
        };
        loop.then(over, over);
        const clients = [await scene.connect(listener.port), await scene.connect(listener.port)];
        for (const client of clients) await client.receiveUntil('begun');
        listener.close();
        // The last to come is done first.
        for (const client of clients.reverse()) {
          // Messages keep their order: had serveAll returned, we should have heard by now.
          await scene.settle();
          expect(isOver, 'serveAll returned while a client was being served').to.equal(false);
          const word = scene.random.word();
          await client.send(word);
          expect((await client.receiveAll()).text, 'the answer').to.equal(`begun ${word}`);
        }
        await loop;
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
      const listener = await learner.openListener([HOST, HOST6], 0);
      scene.cleanUp(() => listener.close());
      return listener;
    }

    /** A listener of the checks, so that task 3 stands by itself. */
    async function listening({ cleanUp }: CheckScene, host = HOST): Promise<Listener> {
      const connections = new PassThrough({ objectMode: true });
      const arrivals = connections.iterator();
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        cleanUp(() => socket.destroy());
        connections.write(wrap(socket));
      });
      server.listen(0, host);
      await once(server, 'listening');
      const close = () => {
        server.close();
        connections.end();
      };
      cleanUp(close);
      return {
        port: (server.address() as AddressInfo).port,
        accept: async () => (await arrivals.next()).value,
        close,
      };
    }

    function serving(listener: Listener, handle: Handle): Promise<void> {
      const loop = learner.serveAll(listener, handle);
      loop.catch(() => {
        // The check finds out by what its clients see, or waits for the loop itself.
      });
      return loop;
    }
  },
});

/** Resets a connection. */
async function reset(peer: Remote<Socket>): Promise<void> {
  await peer.setsockopt(SOL_SOCKET, SO_LINGER, lingerForNothing);
  await peer.close();
}

/** A connection of the checks. */
function wrap(socket: NetSocket): Connection {
  const chunks = socket.setEncoding('utf8').iterator({ destroyOnReturn: false });
  // recv() reports it.
  socket.on('error', () => {});
  return {
    remote: `${socket.remoteAddress}:${socket.remotePort}`,
    recv: async () => (await chunks.next()).value ?? '',
    send: async (text) => {
      socket.write(text);
    },
    close: () => socket.destroySoon(),
  };
}

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
  const { address, port } = local;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
