/** The hidden checks of exercise 04. */

import { once } from 'node:events';
import { createConnection, createServer, type Socket as NetSocket } from 'node:net';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { SO_SNDBUF, SOL_SOCKET, type Socket } from 'wirebook';
import {
  type CheckScene,
  type Client,
  defineExercise,
  type Remote,
  showBytes,
} from 'wirebook/exercise';

interface Contract {
  readonly readExactly: (socket: Socket, length: number) => Promise<Buffer | undefined>;
  readonly copy: (from: Socket, to: Socket) => Promise<number>;
  readonly openRelay: (host: string, target: Endpoint, overhear: Overhear) => Promise<Relay>;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

type Overhear = (direction: '>' | '<', bytes: Buffer) => void;

interface Relay {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export default defineExercise<Contract>({
  name: '04-reading-and-writing',
  unguarded: [
    'The stream may end before',
    'There are two cases',
    'The library has a function',
    'It is `ECONNRESET`',
  ],
  functions: { readExactly: true, copy: true, openRelay: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: readExactly', () => {
      it('joins what comes in pieces', {
        guards: ['however many pieces they come in', 'Write yours with `recv`'],
        points: 1,
        hints: [
          'How many bytes may one recv return? And what becomes of a byte that is no text?',
          'As many as are there, which may be fewer than you asked for: go on until nothing is missing. And keep them as bytes: a string would change those that are no text.',
          'while (missing > 0) { const piece = await socket.recv(missing); pieces.push(piece); missing -= piece.length; }',
        ],
      }, async (scene) => {
        const { client, socket } = await connection(scene);
        const data = scene.random.bytes(scene.random.integer(100, 300));
        await scene.byHand('Socket.recvExact', async () => {
          const call = learner.readExactly(socket, data.length);
          await client.send(scene.random.pieces(data, 5));
          const read = await call;
          expect(read, `readExactly(socket, ${data.length})`).to.be.instanceOf(Uint8Array);
          same(Buffer.from(read ?? []), data, `that readExactly(socket, ${data.length}) returned`);
        });
      });

      it('leaves what comes after', {
        guards: ['What comes after them stays in the socket'],
        points: 1,
        hints: [
          'What does your function do with bytes beyond those that were asked for?',
          'Bytes that recv has returned are no longer in the socket. So never ask for more than is missing.',
          'await socket.recv(length - count)',
        ],
      }, async (scene) => {
        const { client, socket } = await connection(scene);
        const [first, second, rest] = [
          scene.random.word(),
          scene.random.word(),
          scene.random.word(),
        ];
        // The first word comes in two pieces, of which the second brings more than is missing.
        const call = learner.readExactly(socket, first.length);
        await client.send(
          [first.slice(0, 2), first.slice(2) + second + rest].map((piece) => Buffer.from(piece)),
        );
        const reads = [await call, await learner.readExactly(socket, second.length)];
        for (const [index, word] of [first, second].entries()) {
          expect(text(reads[index]), `what readExactly(socket, ${word.length}) returned`).to.equal(
            word,
          );
        }
        const left = await socket.recv(100, { timeout: 1000 }).catch(() => undefined);
        expect(
          left === undefined ? 'nothing came' : text(left),
          'what recv() of the socket returned after two calls of readExactly',
        ).to.equal(rest);
      });

      it('tells the end of the stream from an end in the middle', {
        guards: [
          'not a single byte has come',
          'The answer is `undefined`',
          'some bytes have come, but not all',
          'how many bytes came of how many',
        ],
        points: 1,
        hints: [
          'What does recv return at the end of the stream, and how many bytes had come before?',
          'An empty piece: after no byte at all return undefined, otherwise throw an error with both numbers.',
          'if (piece.length === 0) { if (count === 0) return undefined; throw new Error(count + " of " + length + " bytes"); }',
        ],
      }, async (scene) => {
        const whole = await connection(scene);
        whole.client.halfClose();
        expect(await learner.readExactly(whole.socket, 10), 'at the end').to.equal(undefined);

        const broken = await connection(scene);
        const came = scene.random.integer(3, 8);
        const length = scene.random.integer(20, 90);
        await broken.client.send(scene.random.bytes(came));
        broken.client.halfClose();
        const error = await scene.errorOf(
          learner.readExactly(broken.socket, length),
          `readExactly(socket, ${length}) of a stream that ended after ${came} bytes`,
        );
        expect(error.message, 'the message of the error').to.match(new RegExp(`\\b${came}\\b`));
        expect(error.message, 'the message of the error').to.match(new RegExp(`\\b${length}\\b`));
      });
    });

    describe('Task 2: copy', () => {
      it('passes on at once what has arrived, and counts it', {
        guards: [
          'receives from one socket and sends on the other',
          'It returns how many bytes',
          'passed on at once',
        ],
        points: 1,
        hints: [
          'When does your copier send: when a piece has come, or when all have?',
          'Send each piece before you receive the next. The length of all pieces is the result.',
          'for await (const piece of from) { await to.sendAll(piece); count += piece.length; }',
        ],
      }, async (scene) => {
        const [source, destination] = [await connection(scene), await connection(scene)];
        const call = learner.copy(source.socket, destination.socket);
        let count = 0;
        for (let line = 1; line <= 3; line += 1) {
          const said = `${scene.random.word()}\n`;
          await source.client.send(said);
          expect(await destination.client.receiveLine(), `line ${line}`).to.equal(said);
          count += said.length;
        }
        source.client.halfClose();
        expect(await call, 'the number of bytes').to.equal(count);
      });

      it('loses and changes no byte, although send takes only some', {
        guards: ['No byte is lost or changed'],
        points: 1,
        hints: [
          'What does send return when its buffer is nearly full?',
          'How many bytes it took. The rest must be sent again; sendAll does that. And bytes are no text: do not make them a string.',
          'await to.sendAll(piece);',
        ],
      }, async (scene) => {
        const [source, destination] = [await connection(scene), await connection(scene)];
        await destination.socket.setsockopt(SOL_SOCKET, SO_SNDBUF, smallBuffer());
        const data = pattern(300_000 + scene.random.integer(0, 1000));
        const call = learner.copy(source.socket, destination.socket);
        await source.client.send(data);
        source.client.halfClose();
        expect(await call, 'the number of bytes').to.equal(data.length);
        await destination.socket.close();
        const received = await destination.client.receiveAll();
        same(received.data, data, 'that arrived');
      });

      it('does not take a reset for an end, and leaves the sockets to their owner', {
        guards: [
          'Both sockets stay open',
          'the error of `recv` reaches the caller',
          'So does the error of `send`',
        ],
        points: 1,
        hints: [
          'How does recv tell a reset from an end? And who closes the sockets?',
          'At a reset recv fails with ECONNRESET, and send with ECONNRESET or EPIPE. Do not catch them, and close nothing that is not yours.',
          'No try, no catch, no close.',
        ],
      }, async (scene) => {
        const [source, destination] = [await connection(scene), await connection(scene)];
        const call = learner.copy(source.socket, destination.socket);
        const word = scene.random.word();
        await source.client.send(word);
        await destination.client.receiveUntil(word);
        await source.client.reset();
        const error = await scene.errorOf(call, 'copy of a stream that was reset');
        expect(error.code, `the code of the error, "${error.message}"`).to.equal('ECONNRESET');
        await staysOpen(destination, 'second');

        const other = await connection(scene);
        const orderly = learner.copy(other.socket, destination.socket);
        other.client.halfClose();
        expect(await orderly, 'the number of bytes of an empty stream').to.equal(0);
        await staysOpen(destination, 'second');
        await staysOpen(other, 'first');

        const [speaking, gone] = [await connection(scene), await connection(scene)];
        const failing = learner.copy(speaking.socket, gone.socket);
        await gone.client.reset();
        await speaking.client.send(word);
        speaking.client.halfClose();
        const lost = await scene.errorOf(failing, 'copy to a receiver that had vanished');
        expect(lost.code, `the code of the error, "${lost.message}"`).to.be.oneOf([
          'ECONNRESET',
          'EPIPE',
        ]);
      });
    });

    describe('Task 3: openRelay', () => {
      it('passes bytes both ways, and overhears them', {
        guards: [
          'listens on `host`',
          'passes on what either side sends',
          'is also given to `overhear`',
        ],
        points: 1,
        hints: [
          'Which of the two directions does your relay serve? And which of the two is ">"?',
          'Both, at the same time: two copies, neither of which waits for the other. What the client says goes to overhear with ">", all of it.',
          "Promise.race([pass(client, server, '>'), pass(server, client, '<')])",
        ],
      }, async (scene) => {
        const reply = (data: Buffer) => Buffer.from(data.map((byte) => byte ^ 1));
        const server = await serve(scene, (guest) => {
          guest.on('data', (data) => guest.write(reply(data)));
        });
        const heard: Record<'>' | '<', Buffer[]> = { '>': [], '<': [] };
        const { port } = await relayTo(scene, {
          port: server.port,
          overhear: (direction, bytes) => {
            heard[direction].push(bytes);
          },
        });
        await scene.reachedOnlyAtHost(port);
        const client = await scene.connect(port);
        const said = Buffer.concat([scene.random.bytes(300), reply(Buffer.from('\n'))]);
        await client.send(scene.random.pieces(said, 4));
        await client.receiveUntil('\n');
        for (const [direction, side, sent] of [
          ['>', 'client', said],
          ['<', 'target', reply(said)],
        ] as const) {
          const got = () => Buffer.concat(heard[direction]);
          await scene.eventually(
            () => got().equals(sent),
            () =>
              `overhear('${direction}') got ${showBytes(got())}; the ${side} sent ${showBytes(sent)}`,
          );
        }
      });

      it('serves many clients at the same time', {
        guards: ['any number of clients', 'or one side **vanishes**'],
        points: 1,
        hints: [
          'What does your accept loop wait for before it accepts again? And what does it do when a client vanishes?',
          'It waits for the next client, and for nothing else: start the function that serves a client without await, and catch its errors there.',
          'for (;;) void serve((await listener.accept())[0]);',
        ],
      }, async (scene) => {
        const server = await serve(scene, (guest) => guest.on('data', (data) => guest.write(data)));
        const { port } = await relayTo(scene, { port: server.port });
        const before = scene.openSockets();
        const vanishing = await scene.connect(port);
        await vanishing.send('x');
        await vanishing.receiveUntil('x');
        await vanishing.reset();
        await scene.noMoreSocketsThan(before);
        const clients: Client[] = [];
        for (let client = 1; client <= 4; client += 1) {
          const connecting = scene.connect(port).catch(({ message }) => {
            expect.fail(`A client has vanished, and the next one is not served: ${message}`);
          });
          clients.push(await connecting);
        }
        for (const client of clients.reverse()) {
          const line = `${scene.random.word()}\n`;
          await client.send(line);
          const others = 'Four clients are connected, and the last to come speaks first';
          expect(await lineOf(client, others), 'the echo').to.equal(line);
        }
      });

      it('delivers all that one side has sent before it ends both', {
        guards: ['everything it sent has been passed on'],
        points: 1,
        hints: [
          'Which bytes may still be on their way when your relay closes?',
          'Those whose sendAll was not awaited. Await it, then receive; after the end, close both sockets.',
          'for await (const piece of from) { overhear(direction, piece); await to.sendAll(piece); }',
        ],
      }, async (scene) => {
        const data = pattern(8_000_000 + scene.random.integer(0, 1000));
        let taken = 0;
        function* pieces() {
          for (; taken * 65_536 < data.length; taken += 1) {
            yield data.subarray(taken * 65_536, (taken + 1) * 65_536);
          }
        }
        const generous = await serve(scene, (guest) => Readable.from(pieces()).pipe(guest));
        const first = await relayTo(scene, { port: generous.port });
        const before = scene.openSockets();
        const client = createConnection({ host: HOST, port: first.port });
        scene.cleanUp(() => client.destroy());
        await once(client, 'connect');
        await standsStill(scene, () => taken);
        // While one direction is full, the other passes on as much as one recv can return.
        const meanwhile = Buffer.alloc(65_536, 0xff);
        client.write(meanwhile);
        await scene.eventually(
          () => generous.received().length === meanwhile.length,
          () =>
            `the target had received ${generous.received().length} of ${meanwhile.length} bytes that the client sent without receiving`,
        );
        same(await receiveFrom(client), data, 'that arrived');
        await scene.noMoreSocketsThan(before);

        const attentive = await serve(scene, () => {});
        const second = await relayTo(scene, { port: attentive.port });
        const beforeSecond = scene.openSockets();
        const speaker = await scene.connect(second.port);
        const word = scene.random.word();
        await speaker.send(word);
        speaker.halfClose();
        await scene.eventually(
          () => attentive.received() === word && attentive.ended(),
          () =>
            `the target received "${attentive.received()}" ${attentive.ended() ? 'and its' : 'but no'} end of the stream; the client sent "${word}" and ended`,
        );
        // The target does not end, so the relay must not wait for that.
        await speaker.receiveAll();
        await scene.noMoreSocketsThan(beforeSecond);
      });

      it('survives a target that is not there, and leaves nothing open', {
        guards: [
          'cannot be reached',
          'nobody can connect any more',
          'no error may come out of the relay',
        ],
        points: 1,
        hints: [
          'What becomes of your accept loop when connect fails for one client?',
          'The error belongs to that client: catch it, close its socket. close() closes the listener and all that is open.',
          'try { await server.connect(...); ... } catch { } finally { client.close(); server.close(); }',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        const before = scene.openSockets();
        const relay = await relayTo(scene, { port });
        const unlucky = await scene.connect(relay.port);
        await unlucky.receiveAll();
        await serve(scene, (guest) => guest.write('here I am\n'), port);
        const lucky = await scene.connect(relay.port);
        const meanwhile =
          'For the client before it nobody listened at the target; now somebody does';
        expect(await lineOf(lucky, meanwhile), 'what the second client received').to.equal(
          'here I am\n',
        );
        await relay.close();
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await lucky.receiveAll();
        await scene.refused(relay.port);

        const other = await relayTo(scene, { port: await scene.silentPort() });
        const waiting = await scene.connect(other.port);
        await scene.eventually(
          () => scene.openSockets() >= before + 3,
          () => 'the relay has not begun to connect to its target for a client that says nothing',
        );
        await other.close();
        await scene.noMoreSocketsWhen(
          before,
          'close() had returned, with a target that answered nothing',
        );
        await waiting.receiveAll();
      });
    });

    async function relayTo(
      scene: CheckScene,
      { port, overhear = () => {} }: { readonly port: number; readonly overhear?: Overhear },
    ): Promise<Remote<Relay>> {
      return scene.opened(learner.openRelay(HOST, { host: HOST, port }, overhear));
    }

    /** A server in the process of the checks, and what it has received. */
    async function serve({ cleanUp }: CheckScene, meet: (guest: NetSocket) => void, port = 0) {
      const received: Buffer[] = [];
      let ended = false;
      const server = createServer({ allowHalfOpen: true }, (guest) => {
        cleanUp(() => guest.destroy());
        guest.on('data', (data) => received.push(data));
        const end = () => {
          ended = true;
        };
        guest.on('end', end);
        guest.on('close', end);
        // A guest that resets has ended, which is all a check wants to know.
        guest.on('error', () => {});
        meet(guest);
      });
      server.listen(port, HOST);
      await once(server, 'listening');
      cleanUp(() => server.close());
      const address = server.address();
      if (typeof address !== 'object' || address === null)
        throw new Error('The server has no port');
      return {
        port: address.port,
        received: () => Buffer.concat(received).toString('latin1'),
        ended: () => ended,
      };
    }
  },
});

interface Connection {
  /** The end in the process of the checks. */
  readonly client: Client;
  /** The end in the learner's process. */
  readonly socket: Remote<Socket>;
}

async function connection(scene: CheckScene): Promise<Connection> {
  const listener = await scene.listener();
  const client = await scene.connect(listener.localAddress.ipPort);
  const [socket] = await listener.accept();
  scene.cleanUp(() => socket.close());
  return { client, socket };
}

/** The next line that a client receives; where none comes, the failure tells what went before. */
async function lineOf(client: Client, before: string): Promise<string> {
  return await client.receiveLine().catch((error: Error) => {
    expect.fail(`${error.message}. ${before}`);
  });
}

async function staysOpen({ client, socket }: Connection, which: string): Promise<void> {
  await socket.sendAll('still open').catch((error: Error) => {
    expect.fail(`copy has ended, and its ${which} socket is no longer open: ${error.message}`);
  });
  await client.receiveUntil('still open');
}

/** Waits until a count has begun, and no longer changes: all buffers on the way are full. */
async function standsStill({ settle, eventually }: CheckScene, count: () => number): Promise<void> {
  let [before, still] = [0, 0];
  await eventually(
    async () => {
      await settle();
      still = count() > 0 && count() === before ? still + 1 : 0;
      before = count();
      return still >= 3;
    },
    () => 'the server could still send, although nobody received',
  );
}

/** What a client receives that has not read so far. */
async function receiveFrom(client: NetSocket): Promise<Buffer> {
  client.setTimeout(1500, () => client.destroy());
  const pieces: Buffer[] = [];
  try {
    for await (const piece of client) pieces.push(piece);
  } catch {
    // A reset: what came before it is what was delivered.
  }
  return Buffer.concat(pieces);
}

/** SO_SNDBUF as C has it: so small that one send cannot take what one recv returns. */
function smallBuffer(): Buffer {
  const value = Buffer.alloc(4);
  value.writeInt32LE(10_000);
  return value;
}

/** Bytes in which a missing or a doubled piece is noticed; among them many that are no text. */
function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  // A loop: eight million calls of a function would take longer than all that is checked.
  for (let index = 0; index < length; index += 1) bytes[index] = index * 7 + (index >> 8);
  return bytes;
}

/** Compares bytes with those that were sent; `which` tells whose they are. */
function same(received: Buffer, sent: Buffer, which: string): void {
  const symptom =
    received.length > sent.length
      ? ': more than were sent, as when bytes are made a text, or a piece is passed on twice'
      : received.length < sent.length
        ? ': fewer than were sent, as when send or recv took only some, or sendAll is not awaited'
        : '';
  expect(received.length, `the number of bytes ${which}${symptom}`).to.equal(sent.length);
  if (received.equals(sent)) return;
  const first = received.findIndex((byte, index) => byte !== sent[index]);
  expect.fail(
    `Of the bytes ${which} byte ${first} is ${received[first]}, and ${sent[first]} was sent: is a buffer written to while it is still needed?`,
  );
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'undefined' : Buffer.from(bytes).toString('latin1');
}
