/** The hidden checks of exercise 04. */

import { once } from 'node:events';
import { createConnection, createServer, type Socket as NetSocket } from 'node:net';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { SO_SNDBUF, SOL_SOCKET, type Socket } from 'wirebook';
import { type CheckScene, type Client, defineExercise, type Remote } from 'wirebook/exercise';

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
  functions: { readExactly: true, copy: true, openRelay: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: readExactly', () => {
      it('joins what comes in pieces', {
        points: 1,
        hints: [
          'How many bytes may one recv return?',
          'As many as are there, which may be fewer than you asked for. Go on until nothing is missing.',
          'while (missing > 0) { const piece = await socket.recv(missing); pieces.push(piece); missing -= piece.length; }',
        ],
      }, async (scene) => {
        const { client, socket } = await connection(scene);
        const data = scene.random.bytes(scene.random.integer(20, 60));
        const call = learner.readExactly(socket, data.length);
        await client.send(scene.random.pieces(data, 5));
        expect(hex(await call), 'what readExactly returned').to.equal(hex(data));
      });

      it('leaves what comes after', {
        points: 1,
        hints: [
          'What does your function do with bytes beyond those that were asked for?',
          'Bytes that recv has returned are no longer in the socket. So never ask for more than is missing.',
          'await socket.recv(length - count)',
        ],
      }, async (scene) => {
        const { client, socket } = await connection(scene);
        const words = [scene.random.word(), scene.random.word(), scene.random.word()];
        await client.send(words.join(''));
        for (const word of words) {
          const read = await learner.readExactly(socket, word.length);
          expect(text(read), `what readExactly(socket, ${word.length}) returned`).to.equal(word);
        }
      });

      it('tells the end of the stream from an end in the middle', {
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
        const error = await scene.errorOf(learner.readExactly(broken.socket, length));
        expect(error.message, 'the message of the error').to.match(new RegExp(`\\b${came}\\b`));
        expect(error.message, 'the message of the error').to.match(new RegExp(`\\b${length}\\b`));
      });
    });

    describe('Task 2: copy', () => {
      it('passes on at once what has arrived, and counts it', {
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
        same(received.data, data);
      });

      it('does not take a reset for an end, and leaves the sockets to their owner', {
        points: 1,
        hints: [
          'How does recv tell a reset from an end?',
          'At a reset it fails with ECONNRESET. Do not catch it, and close nothing that is not yours.',
          'No try, no catch, no close.',
        ],
      }, async (scene) => {
        const [source, destination] = [await connection(scene), await connection(scene)];
        const call = learner.copy(source.socket, destination.socket);
        const word = scene.random.word();
        await source.client.send(word);
        await destination.client.receiveUntil(word);
        await source.client.reset();
        const error = await scene.errorOf(call);
        expect(error.code, `the code of the error, "${error.message}"`).to.equal('ECONNRESET');
        await staysOpen(destination);

        const other = await connection(scene);
        const orderly = learner.copy(other.socket, destination.socket);
        other.client.halfClose();
        expect(await orderly, 'the number of bytes of an empty stream').to.equal(0);
        await staysOpen(destination);
      });
    });

    describe('Task 3: openRelay', () => {
      it('passes bytes both ways, and overhears them', {
        points: 1,
        hints: [
          'Which of the two directions does your relay serve?',
          'Both, at the same time: two copies, neither of which waits for the other.',
          "Promise.race([pass(client, server, '>'), pass(server, client, '<')])",
        ],
      }, async (scene) => {
        const server = await serve(scene, (guest) => guest.on('data', (data) => guest.write(data)));
        const heard = { '>': '', '<': '' };
        const { port } = await relayTo(scene, {
          port: server.port,
          overhear: (direction, bytes) => {
            heard[direction] += hex(bytes);
          },
        });
        const client = await scene.connect(port);
        const said = Buffer.concat([scene.random.bytes(40), Buffer.from('\n')]);
        await client.send(scene.random.pieces(said, 4));
        await client.receiveUntil('\n');
        for (const direction of ['>', '<'] as const) {
          await scene.eventually(
            () => heard[direction] === hex(said),
            () => `overhear('${direction}') got ${heard[direction]}; ${hex(said)} was sent`,
          );
        }
      });

      it('serves many clients at the same time', {
        points: 1,
        hints: [
          'What does your accept loop wait for before it accepts again?',
          'For the next client, and for nothing else: start the function that serves a client without await.',
          'for (;;) void serve((await listener.accept())[0]);',
        ],
      }, async (scene) => {
        const server = await serve(scene, (guest) => guest.on('data', (data) => guest.write(data)));
        const { port } = await relayTo(scene, { port: server.port });
        const clients: Client[] = [];
        for (let client = 1; client <= 4; client += 1) clients.push(await scene.connect(port));
        for (const client of clients.reverse()) {
          const line = `${scene.random.word()}\n`;
          await client.send(line);
          const others = 'Four clients are connected, and the last to come speaks first';
          expect(await lineOf(client, others), 'the echo').to.equal(line);
        }
      });

      it('delivers all that one side has sent before it ends both', {
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
        same(await receiveFrom(client), data);
        await scene.noMoreSocketsThan(before);

        const attentive = await serve(scene, () => {});
        const second = await relayTo(scene, { port: attentive.port });
        const speaker = await scene.connect(second.port);
        const word = scene.random.word();
        await speaker.send(word);
        speaker.halfClose();
        await scene.eventually(
          () => attentive.received() === word && attentive.ended(),
          () =>
            `the target received "${attentive.received()}" ${attentive.ended() ? 'and its' : 'but no'} end of the stream; the client sent "${word}" and ended`,
        );
        await speaker.receiveAll();
      });

      it('survives a target that is not there, and leaves nothing open', {
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
        await lucky.receiveAll();
        await scene.refused(relay.port);
        await scene.noMoreSocketsThan(before);
      });
    });

    async function relayTo(
      { cleanUp }: CheckScene,
      { port, overhear = () => {} }: { readonly port: number; readonly overhear?: Overhear },
    ): Promise<Remote<Relay>> {
      const relay = await learner.openRelay(HOST, { host: HOST, port }, overhear);
      cleanUp(() => relay.close());
      return relay;
    }

    /** A server in the process of the checks, and what it has received. */
    async function serve({ cleanUp }: CheckScene, meet: (guest: NetSocket) => void, port = 0) {
      const received: Buffer[] = [];
      let ended = false;
      const server = createServer((guest) => {
        cleanUp(() => guest.destroy());
        guest.on('data', (data) => received.push(data));
        guest.on('close', () => {
          ended = true;
        });
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

async function staysOpen({ client, socket }: Connection): Promise<void> {
  await socket.sendAll('still open').catch((error: Error) => {
    expect.fail(`copy has ended, and its second socket is no longer open: ${error.message}`);
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

function same(received: Buffer, sent: Buffer): void {
  expect(received.length, 'the number of bytes that arrived').to.equal(sent.length);
  if (received.equals(sent)) return;
  const first = received.findIndex((byte, index) => byte !== sent[index]);
  expect(first, 'the place of the first byte that is wrong').to.equal(-1);
}

function hex(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'undefined' : Buffer.from(bytes).toString('hex');
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'undefined' : Buffer.from(bytes).toString('latin1');
}
