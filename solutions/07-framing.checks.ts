/** The hidden checks of exercise 07. */

import { expect } from 'chai';
import {
  type CheckScene,
  type Client,
  defineExercise,
  expectBytes,
  type Remote,
  showBytes,
} from 'wirebook/exercise';

interface Decoder {
  readonly push: (piece: Uint8Array) => Uint8Array[];
  readonly end: () => void;
}

interface Store {
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly encode: (message: string | Uint8Array) => Uint8Array;
  readonly openDecoder: (limit: number) => Decoder;
  readonly openStore: (host: string) => Promise<Store>;
}

/** The longest message of the decoders that are checked with short ones. */
const limit = 1000;

export default defineExercise<Contract>({
  name: '07-framing',
  unguarded: [
    'It is given the pieces of one stream',
    'After an error the caller closes the connection',
    'A client sends requests, one after the other',
    'Each begins with a line',
    'Names are letters and digits',
  ],
  functions: { encode: true, openDecoder: true, openStore: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: encode', () => {
      it('writes the length of a text in bytes', {
        guards: [
          'returns the message as a [netstring]',
          'So `hello` becomes',
          'counts bytes',
          'as UTF-8',
        ],
        points: 1,
        hints: [
          'How many bytes does your text have, and how many characters?',
          'The length of a string counts units of UTF-16. Make bytes of the text first, and take their length.',
          'const body = Buffer.from(message); and then body.length',
        ],
      }, async ({ random }) => {
        for (const text of ['hello', '', `${random.word()} 🦊 ${random.word()}ß`, 'a,b:1\n'])
          expectBytes(
            await learner.encode(text),
            netstring(text),
            `encode(${JSON.stringify(text)})`,
          );
      });

      it('changes no byte of what is no text', {
        guards: ['none of them is changed'],
        points: 1,
        hints: [
          'What becomes of the byte ff when it is made a string, and bytes again?',
          'Three other bytes. Leave bytes as they are, and join buffers, not strings.',
          "Buffer.concat([Buffer.from(...), body, Buffer.from(',')])",
        ],
      }, async ({ random }) => {
        for (const message of [random.bytes(random.integer(20, 60)), Buffer.from([0xff, 0, 0xc3])])
          expectBytes(
            await learner.encode(message),
            netstring(message),
            `encode of ${showBytes(message)}`,
          );
      });
    });

    describe('Task 2: openDecoder', () => {
      it('finds every message, wherever the pieces end', {
        guards: [
          'returns a decoder of netstrings',
          'returns the messages that this piece completed',
          'Pieces end anywhere',
        ],
        points: 1,
        hints: [
          'Which bytes does your decoder keep when a piece ends in the middle? And when does it look for the next message?',
          'Keep all bytes that belong to no complete message, put them before the next piece, and go on until no message is complete.',
          'while (there is a complete message) { messages.push(...); rest = rest.subarray(end + 1); }',
        ],
      }, async ({ random }) => {
        const messages = [
          Buffer.from(random.word()),
          Buffer.alloc(0),
          Buffer.from(`1:${random.word()},🦊,`),
          random.bytes(random.integer(100, 140)),
          Buffer.from([0xf0, 0x9f]),
        ];
        const stream = Buffer.concat(messages.map(netstring));
        const bytewise = [...stream].map((byte) => Buffer.from([byte]));
        for (const pieces of [
          [stream],
          bytewise,
          random.pieces(stream, 6),
          [stream, Buffer.alloc(0)],
        ]) {
          await decodes(pieces, messages);
        }
      });

      it('accepts the limit, and refuses a byte more as soon as it is announced', {
        guards: [
          'exactly `limit` bytes is fine',
          'at the latest when the colon behind its length has come',
        ],
        points: 1,
        hints: [
          'When does your decoder compare the length with the limit: at the colon, or when the message is there?',
          'At the colon, before it waits for a single byte of the message. A message of exactly the limit passes.',
          'if (Number(digits) > limit) throw new Error(...)',
        ],
      }, async (scene) => {
        const most = scene.random.integer(10, 400);
        await decodes([netstring(Buffer.alloc(most, 'x'))], [Buffer.alloc(most, 'x')], most);
        for (const length of [most + 1, 4_294_967_296 + 1, 9_999_999_999]) {
          await refuses(scene, { accepted: '', refused: `${length}:`, most });
        }
      });

      it('refuses what is no netstring, at the character that shows it', {
        guards: [
          'at a length without a digit',
          'A length has at most ten digits',
          'when that character has come, not later',
        ],
        points: 1,
        hints: [
          'A stream begins with ":", with "+5:", or with digits without end. At which character is it clear that this is no netstring?',
          'Look at what is there, also while the colon has not come: only digits, at most ten of them, and none behind a zero at the beginning. And look at the byte behind a message: it is a comma.',
          '/^(0|[1-9][0-9]{0,9})?$/.test(digits), at every push; and rest[end] !== 0x2c',
        ],
      }, async (scene) => {
        const word = scene.random.word(5, 5);
        for (const [accepted, refused] of [
          ['', ':'],
          ['', 'x'],
          ['', '+'],
          ['', ' '],
          ['1', 'e'],
          ['1', '.'],
          ['5', ' '],
          ['0', '0'],
          ['9999999999', '9'],
          [`5:${word}`, '\n'],
          [`5:${word}`, ';'],
          [`5:${word},3:abc`, '3'],
        ] as const) {
          // Of ten digits the limit must not be the reason.
          const most = accepted.length === 10 ? Number(accepted) : limit;
          await refuses(scene, { accepted, refused, most });
        }
      });

      it('tells an end between messages from one in the middle', {
        guards: [
          'is called when the stream has ended',
          'Between two messages it just returns',
          'In the middle of one it throws',
        ],
        points: 1,
        hints: [
          'What does your decoder hold at the end of the stream, when all went well?',
          'Nothing. Otherwise something is missing: the error says how many bytes are there, those of the length included.',
          'if (rest.length > 0) throw new Error(rest.length + " bytes of a netstring");',
        ],
      }, async (scene) => {
        const whole = netstring(scene.random.word());
        const fresh = await learner.openDecoder(limit);
        await ends(fresh, 'end() of an empty stream');
        await fresh.push(whole);
        await ends(fresh, 'end() behind a message');
        const cut = netstring(scene.random.bytes(scene.random.integer(110, 190)));
        for (const count of [1, 3, 4, scene.random.integer(30, 90), cut.length - 1]) {
          const decoder = await learner.openDecoder(limit);
          await decoder.push(Buffer.concat([whole, cut.subarray(0, 1)]));
          if (count > 1) await decoder.push(cut.subarray(1, count));
          const what = `end() after ${count} of the ${cut.length} bytes of a second netstring`;
          const { message } = await scene.errorOf(decoder.end(), what);
          expect(message, `the message of the error of ${what}`).to.match(
            new RegExp(`\\b${count}\\b`),
          );
        }
      });
    });

    describe('Task 3: openStore', () => {
      it('keeps notes, and gives them to all clients unchanged', {
        guards: [
          'listens on `host`',
          'at the same time',
          'follow exactly SIZE bytes',
          'in place of an earlier note',
          '`get NAME`',
          'all clients share them',
        ],
        points: 1,
        hints: [
          'Where does your store keep a note, and in which form?',
          'In one Map for all clients, as bytes: an object has properties of its own, such as constructor. What came behind the line is read by count, and may hold newlines.',
          'notes.set(name, await reader.readExact(size));',
        ],
      }, async (scene) => {
        const { port } = await opened(scene);
        await scene.reachedOnlyAtHost(port);
        const idle = await scene.connect(port);
        const writer = await scene.connect(port);
        const name = scene.random.word();
        const notes = [
          scene.random.bytes(scene.random.integer(100, 300)),
          Buffer.from(`get ${name}\n🦊\r\n`),
          Buffer.alloc(0),
          Buffer.alloc(65_536, scene.random.word()),
        ];
        for (const note of notes) {
          await writer.send(put(name, note));
          await hears(writer, Buffer.from('ok\n'), `after put ${name} of ${showBytes(note)}`);
          const reader = await scene.connect(port);
          await reader.send(`get ${name}\nget constructor\n`);
          await hears(
            reader,
            Buffer.concat([counted(note), Buffer.from('none\n')]),
            `after get ${name}, of ${showBytes(note)}, and get constructor`,
          );
          reader.halfClose();
          await reader.receiveAll();
        }
        writer.halfClose();
        await writer.receiveAll();
        await idle.send(`get ${name}\n`);
        await hears(idle, counted(notes.at(-1) ?? Buffer.alloc(0)), 'when the writer had left');
      });

      it('answers requests in their order, in any pieces and many at once', {
        guards: [
          'Requests come in any pieces',
          'Each is answered as soon as',
          'all it asked for has been answered',
        ],
        points: 1,
        hints: [
          'Several requests come in one piece, or one in several. What does your store do with bytes behind the first request?',
          'It keeps them for the next request: one reader for each client, from its first byte to its last.',
          'const reader = new BufferedReader(client, { limit: 101 }); outside the loop',
        ],
      }, async (scene) => {
        const { port } = await opened(scene);
        const before = scene.openSockets();
        const notes = [1, 2, 3].map((number) => ({
          name: `${scene.random.word()}${number}`,
          note: Buffer.from(`${scene.random.word()}\n🦊 ${scene.random.word()}`),
        }));
        const requests = notes.flatMap(({ name, note }) => [
          put(name, note),
          Buffer.from(`get ${name}\n`),
        ]);
        const answers = Buffer.concat(
          notes.flatMap(({ note }) => [Buffer.from('ok\n'), counted(note)]),
        );
        const stream = Buffer.concat(requests);
        const bytewise = [...stream].map((byte) => Buffer.from([byte]));
        for (const pieces of [[stream], scene.random.pieces(stream, 9), bytewise]) {
          const client = await scene.connect(port);
          await client.send(pieces);
          await hears(client, answers, `to ${requests.length} requests in ${pieces.length} pieces`);
          await client.send(stream);
          client.halfClose();
          const { data, ending } = await client.receiveAll();
          expectBytes(data, answers, 'what a client received that sent all again and ended');
          expect(ending, 'how its connection ended').to.equal('end');
        }
        await scene.noMoreSocketsThan(before);
      });

      it('refuses what is too long or no request, and goes on for others', {
        guards: [
          'The store answers `error`',
          'as soon as it can know',
          'Other clients do not notice',
        ],
        points: 1,
        hints: [
          'A client sends 200 letters and no newline. For how long does your store wait?',
          'Only as long as the line may still be one. A reader with a limit fails by itself: answer error and a newline, and close. A size is known before its note.',
          'if (size > 65_536) throw new RangeError(...); and catch it where one client is served',
        ],
      }, async (scene) => {
        const { port } = await opened(scene);
        const patient = await scene.connect(port);
        const name = scene.random.word();
        await patient.send(put(name, Buffer.from('first')));
        await hears(patient, Buffer.from('ok\n'), 'to the first put');
        const before = scene.openSockets();
        await patient.send(`put ${name} 8\nhalf`);
        for (const request of [
          `put ${'x'.repeat(scene.random.integer(200, 3000))}`,
          `get ${'x'.repeat(200)}\n`,
          `get ${'x'.repeat(97)}\n`,
          `put ${name} 65537\n`,
          `put ${name} 99999999999999999999\n`,
          `put ${name} -1\n`,
          `put ${name}\n`,
          `put ${name} 1e2\n`,
          `take ${name}\n`,
          '\n',
          `get\n`,
        ]) {
          const hostile = await scene.connect(port);
          await hostile.send(`get none0\n${request}`);
          const { text } = await hostile.receiveAll().catch((error: Error) => {
            expect.fail(`${error.message}. It had sent get none0 and then ${shown(request)}`);
          });
          expect(
            text,
            `what a client received that sent get none0 and then ${shown(request)}`,
          ).to.equal('none\nerror\n');
          hostile.halfClose();
        }
        await scene.noMoreSocketsThan(before);
        // A line of 100 bytes, and its newline.
        const longest = 'y'.repeat(96);
        await patient.send(`moreget ${longest}\nget ${name}\n`);
        await hears(
          patient,
          Buffer.concat([Buffer.from('ok\nnone\n'), counted(Buffer.from('halfmore'))]),
          'whose note was interrupted by hostile clients, and which then sent a line of 100 bytes',
        );
      });

      it('carries out no request that was cut off, and leaves nothing open', {
        guards: [
          'cuts off, in its line or in its note',
          'nobody can connect any more',
          'then its connection is closed',
        ],
        points: 1,
        hints: [
          'A client ends in the middle of its note, another in the middle of a line, a third one vanishes. What is left of them?',
          'Nothing: a line counts only with its newline, a note only when it is whole. And close() closes the listener, and every connection.',
          "if (!line.endsWith('\\n')) return;",
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const store = await opened(scene);
        const name = scene.random.word();
        const writer = await scene.connect(store.port);
        await writer.send(put(name, Buffer.from('whole')));
        await hears(writer, Buffer.from('ok\n'), 'to a put');
        const during = scene.openSockets();
        for (const request of [`put ${name} 9\nhalf`, `put ${name}2 0`, `put ${name}3 1`]) {
          const cut = await scene.connect(store.port);
          await cut.send(request);
          cut.halfClose();
          const { text } = await cut.receiveAll();
          expect(
            text,
            `what a client received that sent ${shown(request)} and ended`,
          ).not.to.include('ok');
        }
        const line = await scene.connect(store.port);
        await line.send(`get ${name}`);
        line.halfClose();
        const { text } = await line.receiveAll();
        expect(
          text,
          `what a client received that sent "get ${name}" without a newline, and ended`,
        ).not.to.include('whole');
        const vanishing = await scene.connect(store.port);
        await vanishing.send(`put ${name} 9\nhalf`);
        await scene.settle();
        await vanishing.reset();
        await scene.noMoreSocketsThan(during);
        await writer.send(`get ${name}\nget ${name}2\nget ${name}3\n`);
        await hears(
          writer,
          Buffer.from('5\nwholenone\nnone\n'),
          'of which other clients had sent only parts',
        );
        await store.close();
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await writer.receiveAll();
        await scene.refused(store.port);
      });
    });

    /** Gives `pieces` to a decoder, and looks which messages it returns. */
    async function decodes(
      pieces: readonly Uint8Array[],
      messages: readonly Uint8Array[],
      most = limit,
    ): Promise<void> {
      const decoder = await learner.openDecoder(most);
      const decoded: Uint8Array[] = [];
      let came = Buffer.alloc(0);
      for (const piece of pieces) {
        came = Buffer.concat([came, piece]);
        decoded.push(...(await decoder.push(piece)));
        // A message is due with its comma, not with the next piece.
        const due = whole(messages, came.length);
        expect(
          decoded.length,
          `the number of messages that push() had returned after ${showBytes(came)} of a stream in ${pieces.length} pieces`,
        ).to.equal(due);
      }
      for (const [index, message] of messages.entries()) {
        expectBytes(
          decoded[index],
          message,
          `message ${index + 1} of a stream in ${pieces.length} pieces`,
        );
      }
    }

    /** Looks whether a decoder throws at `refused`, and not before. */
    async function refuses({ errorOf }: CheckScene, input: Refusal): Promise<void> {
      const { accepted, refused, most } = input;
      const decoder = await learner.openDecoder(most);
      await decoder.push(Buffer.from(accepted));
      await errorOf(
        decoder.push(Buffer.from(refused)),
        `push of ${JSON.stringify(refused)} behind ${JSON.stringify(accepted)}, with a limit of ${most},`,
      );
    }

    async function opened(scene: CheckScene): Promise<Remote<Store>> {
      return scene.opened(learner.openStore(HOST));
    }
  },
});

interface Refusal {
  readonly accepted: string;
  readonly refused: string;
  /** The decoder's limit. */
  readonly most: number;
}

function netstring(message: string | Uint8Array): Buffer {
  const body = Buffer.from(message);
  return Buffer.concat([Buffer.from(`${body.length}:`), body, Buffer.from(',')]);
}

/** The number of messages whose netstrings lie within the first `length` bytes of their stream. */
function whole(messages: readonly Uint8Array[], length: number): number {
  let end = 0;
  return messages.filter((message) => {
    end += netstring(message).length;
    return end <= length;
  }).length;
}

function put(name: string, note: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`put ${name} ${note.length}\n`), note]);
}

function counted(note: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${note.length}\n`), note]);
}

/** Receives until the end of what is due has come, and compares all that has come with it. */
async function hears(client: Client, due: Buffer, when: string): Promise<void> {
  const data = await client.receiveExact(due.length).catch((error: Error) => {
    expect.fail(`${error.message}. Due was ${showBytes(due)}, ${when}`);
  });
  expectBytes(data, due, `what the client received ${when}`);
}

async function ends(decoder: Remote<Decoder>, what: string): Promise<void> {
  await decoder.end().catch((error: Error) => {
    expect.fail(`${what} failed, where nothing was missing: ${error.message}`);
  });
}

function shown(request: string): string {
  return request.length > 40
    ? `${JSON.stringify(request.slice(0, 20))} ... of ${request.length} bytes`
    : JSON.stringify(request);
}
