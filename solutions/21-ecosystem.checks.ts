/** The hidden checks of exercise 21. */

import { createHash } from 'node:crypto';
import { expect } from 'chai';
import {
  type CheckScene,
  type Client,
  defineExercise,
  expectBytes,
  type Remote,
  showBytes,
} from 'wirebook/exercise';

interface Message {
  readonly kind: number;
  readonly content: Buffer;
}

interface Decoder {
  readonly push: (bytes: Buffer) => readonly Message[];
  readonly error: () => number | undefined;
}

interface LiveServer {
  readonly port: number;
  readonly push: (text: string) => void;
  readonly size: () => number;
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly encodeFrame: (kind: number, content: Buffer, mask?: Buffer) => Buffer;
  readonly openDecoder: (limit: number) => Decoder;
  readonly openLive: (host: string, page: string) => Promise<LiveServer>;
}

/** The bits and the form of a frame that differ from those of a good one. */
interface Form {
  readonly isLast?: boolean;
  readonly isMasked?: boolean;
  /** The bits 64, 32 and 16 of the first byte. */
  readonly reserved?: number;
  /** The number of bytes that the length has beside the second byte; as few as do unless told. */
  readonly wide?: 0 | 2 | 8;
}

const mask = Buffer.from('9c4b07e1', 'hex');

export default defineExercise<Contract>({
  name: '21-ecosystem',
  functions: { encodeFrame: true, openDecoder: true, openLive: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: encodeFrame', () => {
      it('writes all three lengths', {
        guards: [
          'returns the bytes of one frame',
          'The first byte is 128 and the kind',
          'The second byte is the length',
          'For 126 up to 65535 bytes',
          'For more it is 127',
          'The numbers are big-endian',
        ],
        points: 1,
        hints: [
          'Which of the three forms do 125, 126, 65535 and 65536 bytes have?',
          'Up to 125 the length stands in the second byte. Up to 65535 there is 126 and two bytes, else 127 and eight bytes, the highest first.',
          'header.writeBigUInt64BE(BigInt(length), 2);',
        ],
      }, async (scene) => {
        for (const length of [0, 1, 125, 126, 127, 255, 256, 65_535, 65_536, 70_000]) {
          const kind = scene.random.pick([1, 2, 9, 10]);
          const content = Buffer.alloc(length, scene.random.integer(1, 255));
          const found = await learner.encodeFrame(kind, content);
          sameFrame(
            found,
            frame(kind, content, { isMasked: false }),
            `of kind ${kind} with ${length} bytes`,
          );
        }
        const none = await learner.encodeFrame(8, Buffer.alloc(0));
        sameFrame(none, Buffer.from('8800', 'hex'), 'of kind 8 without content');
      });

      it('masks', {
        guards: ['With a `mask` of four bytes'],
        points: 1,
        hints: [
          'Which byte of the mask belongs to the fifth byte of the content?',
          'The byte at place n is combined with byte n % 4 of the mask, by ^, in a new Buffer. The mask itself stands before the content, as it is.',
          'Buffer.from(content.map((byte, at) => byte ^ (mask[at % 4] ?? 0)));',
        ],
      }, async (scene) => {
        for (const length of [0, 5, 125, 126, 1001, 65_536]) {
          const content = Buffer.alloc(length, scene.random.word());
          const found = await learner.encodeFrame(2, content, mask);
          sameFrame(found, frame(2, content), `with a mask and ${length} bytes`);
        }
        const zero = Buffer.alloc(4);
        const plain = Buffer.from('plain');
        sameFrame(
          await learner.encodeFrame(1, plain, zero),
          frame(1, plain, {}, zero),
          'with a mask of zeros',
        );
      });
    });

    describe('Task 2: openDecoder', () => {
      it('takes messages from pieces', {
        guards: [
          'returns a decoder for the stream of one client',
          '`push(bytes)` takes the next piece',
          'The kinds are 1 for text',
          'All three forms of the length',
        ],
        points: 1,
        hints: [
          'What does your decoder keep when a piece ends in the middle of a header?',
          'Keep the bytes that are left, and loop: take a frame if all of it is there. A header has 2, 4 or 10 bytes, and the mask follows.',
          'rest = Buffer.concat([rest, bytes]);',
        ],
      }, async (scene) => {
        const messages = [
          ...[0, 1, 125, 126, 300].map((length) => ({
            kind: scene.random.pick([1, 2]),
            content: Buffer.alloc(length, scene.random.word()),
          })),
          { kind: 9, content: Buffer.from('ping') },
          { kind: 10, content: Buffer.alloc(0) },
          { kind: 1, content: Buffer.from('ä 🦊') },
        ];
        const stream = Buffer.concat(messages.map(({ kind, content }) => frame(kind, content)));
        for (const size of [1, 7, stream.length]) {
          const decoder = await learner.openDecoder(1000);
          const found: Message[] = [];
          for (let at = 0; at < stream.length; at += size) {
            found.push(...(await decoder.push(stream.subarray(at, at + size))));
          }
          sameMessages(found, messages, `in pieces of ${size}`);
          await hasReason(decoder, undefined, 'good frames');
        }
        const long = { kind: 2, content: Buffer.alloc(65_540, 'long') };
        const big = await learner.openDecoder(100_000);
        sameMessages(
          await big.push(frame(2, long.content)),
          [long],
          'with a length of eight bytes',
        );
        const wide = await learner.openDecoder(1000);
        const short = { kind: 1, content: Buffer.from('short') };
        sameMessages(
          await wide.push(frame(1, short.content, { wide: 8 })),
          [short],
          'with a short length in eight bytes',
        );
        const other = await learner.openDecoder(1000);
        await wide.push(frame(1, short.content).subarray(0, 4));
        sameMessages(await other.push(frame(1, short.content)), [short], 'of a second decoder');
      });

      it('joins fragments', {
        guards: [
          'A message of text or bytes may come in **fragments**',
          'It is returned as one message',
          'Close, ping and pong may stand between',
          'They are returned at once',
        ],
        points: 1,
        hints: [
          'What does a ping between two fragments change about the message that is coming?',
          'Keep the kind and the contents of the message that has begun, apart from the bytes that are left. A ping, a pong or a close changes neither.',
          'found.push({ kind: begun.kind, content: Buffer.concat(begun.parts) });',
        ],
      }, async () => {
        const decoder = await learner.openDecoder(1000);
        for (const kind of [1, 2]) {
          const [one, two, three] = ['once ', '', 'upon'].map((part) => Buffer.from(part));
          const ping = { kind: 9, content: Buffer.from('still there?') };
          const pong = { kind: 10, content: Buffer.from('yes') };
          sameMessages(
            await decoder.push(frame(kind, one as Buffer, { isLast: false })),
            [],
            'at the first fragment',
          );
          sameMessages(
            await decoder.push(frame(9, ping.content)),
            [ping],
            'at a ping between fragments',
          );
          sameMessages(
            await decoder.push(frame(0, two as Buffer, { isLast: false })),
            [],
            'at an empty fragment',
          );
          sameMessages(
            await decoder.push(
              Buffer.concat([
                frame(10, pong.content),
                frame(0, three as Buffer),
                frame(1, Buffer.from('next')),
              ]),
            ),
            [
              pong,
              { kind, content: Buffer.from('once upon') },
              { kind: 1, content: Buffer.from('next') },
            ],
            'at a pong, the last fragment and another message',
          );
        }
        await hasReason(decoder, undefined, 'good fragments');
        await decoder.push(frame(1, Buffer.from('x'), { isLast: false }));
        const close = { kind: 8, content: Buffer.from([3, 232]) };
        sameMessages(
          await decoder.push(frame(8, close.content)),
          [close],
          'at a close between fragments',
        );
      });

      it('refuses what is wrong', {
        guards: [
          'What is wrong ends the decoder',
          'Until then it returns `undefined`',
          'The reason is 1002 for',
          'a frame that is not masked',
          'a fragment of kind 0 without a beginning',
          'a close, ping or pong that is a fragment',
        ],
        points: 1,
        hints: [
          'Which of the rules does your decoder test for the frame that the result shows, and before or after it looks whether a message has begun?',
          'Test the first two bytes before all else: the bits 0x70, the mask, the kind, then what depends on the message that has begun. Messages that were complete before are still returned.',
          'if ((first & 0x70) !== 0 || second < 0x80) return fail(1002);',
        ],
      }, async () => {
        const text = Buffer.from('text');
        const begin = frame(1, text, { isLast: false });
        const cases: readonly (readonly [what: string, before: Buffer, wrong: Buffer])[] = [
          ['a frame that is not masked', Buffer.alloc(0), frame(1, text, { isMasked: false })],
          ['a ping that is not masked', Buffer.alloc(0), frame(9, text, { isMasked: false })],
          ...[3, 7, 11, 15].map(
            (kind) => [`a frame of kind ${kind}`, Buffer.alloc(0), frame(kind, text)] as const,
          ),
          ...[64, 32, 16].map(
            (reserved) =>
              [
                `a frame with the bit ${reserved}`,
                Buffer.alloc(0),
                frame(1, text, { reserved }),
              ] as const,
          ),
          ['a ping with the bit 64', Buffer.alloc(0), frame(9, text, { reserved: 64 })],
          ['a last fragment without a beginning', Buffer.alloc(0), frame(0, text)],
          [
            'a fragment after the last one',
            Buffer.concat([begin, frame(0, text)]),
            frame(0, text, { isLast: false }),
          ],
          ['a text before the last fragment', begin, frame(1, text)],
          ['a message of bytes that begins in another', begin, frame(2, text, { isLast: false })],
          ...[8, 9, 10].map(
            (kind) =>
              [
                `a fragment of kind ${kind}`,
                Buffer.alloc(0),
                frame(kind, text, { isLast: false }),
              ] as const,
          ),
          ...[8, 9, 10].map(
            (kind) =>
              [
                `126 bytes of kind ${kind}`,
                Buffer.alloc(0),
                frame(kind, Buffer.alloc(126)),
              ] as const,
          ),
        ];
        for (const [what, before, wrong] of cases) {
          const decoder = await learner.openDecoder(1000);
          const first = { kind: 10, content: Buffer.from('first') };
          await decoder.push(before);
          await hasReason(decoder, undefined, `what comes before ${what}`);
          const bytes = Buffer.concat([frame(10, first.content), wrong, frame(10, text)]);
          sameMessages(await decoder.push(bytes), [first], `with ${what} behind a good pong`);
          await hasReason(decoder, 1002, what);
          sameMessages(await decoder.push(frame(10, text)), [], `after ${what}`);
          await hasReason(decoder, 1002, what);
        }
      });

      it('has a limit, and ends at a close', {
        guards: ['The reason is 1009', 'After a close, `push` returns nothing more'],
        points: 1,
        hints: [
          'When does your decoder compare with the limit: when it knows the length, or when it has the content?',
          'Add the length of the frame to the lengths of the fragments before it, as soon as the header is there. Pings do not count. After a close nothing is looked at.',
          'if (!isControl && (begun?.size ?? 0) + length > limit) return fail(1009);',
        ],
      }, async (scene) => {
        const limit = scene.random.integer(200, 300);
        const full = { kind: 2, content: Buffer.alloc(limit, 'x') };
        const good = await learner.openDecoder(limit);
        sameMessages(
          await good.push(frame(2, full.content)),
          [full],
          'with as many bytes as the limit',
        );
        await good.push(frame(2, full.content.subarray(1), { isLast: false }));
        const ping = { kind: 9, content: Buffer.alloc(100) };
        sameMessages(
          await good.push(frame(9, ping.content)),
          [ping],
          'at a ping in a long message',
        );
        sameMessages(
          await good.push(frame(0, full.content.subarray(0, 1))),
          [full],
          'of fragments with as many bytes as the limit',
        );
        await hasReason(good, undefined, 'messages of the limit');
        const one = await learner.openDecoder(limit);
        await one.push(frame(1, Buffer.alloc(limit + 1)).subarray(0, 4));
        await hasReason(
          one,
          1009,
          `the header of a message of ${limit + 1} bytes, with the limit ${limit},`,
        );
        for (const [length, what] of [
          ['7fffffffffffffff', '2 ** 63 - 1'],
          ['0000000100000005', '2 ** 32 + 5'],
        ] as const) {
          const huge = await learner.openDecoder(limit);
          await huge.push(Buffer.from(`81ff${length}`, 'hex'));
          await hasReason(huge, 1009, `the header of a message of ${what} bytes`);
        }
        const many = await learner.openDecoder(limit);
        await many.push(frame(1, full.content.subarray(1), { isLast: false }));
        await hasReason(many, undefined, 'a fragment below the limit');
        await many.push(frame(0, Buffer.alloc(2)).subarray(0, 2));
        await hasReason(many, 1009, 'the header of a fragment that is too much');
        const close = { kind: 8, content: Buffer.from([3, 232]) };
        const closed = await learner.openDecoder(limit);
        const after = Buffer.concat([
          frame(8, close.content),
          frame(1, Buffer.from('late')),
          frame(3, Buffer.alloc(0)),
        ]);
        sameMessages(await closed.push(after), [close], 'with a close');
        sameMessages(await closed.push(frame(1, Buffer.from('later'))), [], 'after a close');
        await closed.push(frame(1, Buffer.from('x'), { isMasked: false }));
        await hasReason(closed, undefined, 'a close');
      });
    });

    describe('Task 3: openLive', () => {
      it('serves its page and the upgrade', {
        guards: [
          'returns a server that listens on `host`',
          'It serves in the background',
          'Each connection brings one request of HTTP',
          'The names of fields have no case',
          'If the request has a field',
          'Then the client is **live**',
          'Its value is the Base64',
          'Otherwise `GET /` is answered',
          'Then the connection is closed.',
        ],
        points: 1,
        hints: [
          'Does your server find the key in any case of letters, and does it count the page in bytes?',
          'Read up to the empty line, look for the key without regard to case, and answer 101, 200 or 404. Buffer.byteLength tells the length of the page.',
          'const key = /^sec-websocket-key:[ \\t]*(\\S+)/im.exec(head)?.[1];',
        ],
      }, async (scene) => {
        const page = `<h1>äöü ${scene.random.word()} 🦊</h1>`;
        const server = await open(scene, page);
        const { port } = server;
        await scene.reachedOnlyAtHost(port);
        const silent = await scene.connect(port);
        const half = await scene.connect(port);
        await half.send('GET / HT');
        for (const [line, status, body] of [
          ['GET / HTTP/1.1', '200', page],
          ['GET /favicon.ico HTTP/1.1', '404', undefined],
          ['POST / HTTP/1.1', '404', undefined],
        ] as const) {
          const client = await scene.connect(port);
          await client.send(
            [`${line}\r\nHost: x`, '\r\n', '\r\n'].map((part) => Buffer.from(part)),
          );
          const { text, ending } = await client.receiveAll();
          client.halfClose();
          const [head = '', found] = text.split('\r\n\r\n');
          expect(head.split('\r\n')[0], `the first line of the answer to ${line}`).to.match(
            new RegExp(`^HTTP/1\\.1 ${status}( |$)`),
          );
          expect(ending, `how the connection ended after ${line}`).to.equal('end');
          if (body === undefined) continue;
          expect(found, 'the body').to.equal(body);
          const fields = fieldsOf(head);
          expect(fields.get('content-length'), 'Content-Length').to.equal(
            String(Buffer.byteLength(body)),
          );
          expect(fields.get('content-type')?.toLowerCase(), 'Content-Type').to.equal(
            'text/html; charset=utf-8',
          );
        }
        for (const name of ['Sec-WebSocket-Key', 'sec-websocket-key', 'SEC-WEBSOCKET-KEY']) {
          await goLive(scene, port, { name });
        }
        expect(
          [silent.open, half.open],
          'whether clients that had not finished their request stayed',
        ).to.deep.equal([true, true]);
        await half.send('TP/1.1\r\nHost: x\r\n\r\n');
        expect(
          await half.receiveUntil('</h1>'),
          'the answer to a request in two pieces',
        ).to.include(page);
        half.halfClose();
      });

      it('pushes to all who are live', {
        guards: [
          '`push(text)` sends a frame of text',
          '`size()` returns the number',
          'A client is live no more when',
          'Each text that a live client sends',
          'Frames from the server are not masked',
          'A client that leaves, at whatever moment',
        ],
        points: 1,
        hints: [
          'When does a client come into your set, and when does it leave it: also after a reset?',
          'Add a client after the 101 was sent. Take it out in a finally block, and let a failed send disturb nobody else. What a client says goes through the same push.',
          'for (const client of live) client.sendAll(frame).catch(() => live.delete(client));',
        ],
      }, async (scene) => {
        const server = await open(scene, 'page');
        const { port } = server;
        await hasSize(scene, server, 0);
        const plain = await scene.connect(port);
        const ann = await goLive(scene, port);
        const ben = await goLive(scene, port);
        const cat = await goLive(scene, port);
        await hasSize(scene, server, 3);
        const text = `${scene.random.word()} ä`;
        await server.push(text);
        for (const client of [ann, ben, cat])
          await gets(client, frame(1, Buffer.from(text), { isMasked: false }), 'what was pushed');
        const said = frame(1, Buffer.from('said'));
        await ben.send([said.subarray(0, 3), said.subarray(3)]);
        for (const client of [ann, ben, cat])
          await gets(
            client,
            frame(1, Buffer.from('said'), { isMasked: false }),
            'what one of them said',
          );
        await cat.send(frame(1, Buffer.from('half')).subarray(0, 5));
        await cat.reset();
        await hasSize(scene, server, 2);
        ben.halfClose();
        await ben.receiveAll();
        await hasSize(scene, server, 1);
        const long = 'long '.repeat(60);
        await server.push(long);
        await gets(
          ann,
          frame(1, Buffer.from(long), { isMasked: false }),
          'what was pushed after two had left',
        );
        if (!plain.open) expect.fail('A client that had sent nothing was closed');
        const quick = await goLive(scene, port, { behind: frame(1, Buffer.from('at once')) });
        await gets(
          quick,
          frame(1, Buffer.from('at once'), { isMasked: false }),
          'what it had sent in one piece with its request',
        );
      });

      it('answers pings, closes and what is wrong', {
        guards: [
          'A ping is answered',
          'A close is answered',
          'A client that sends what is wrong',
          'The limit is 1000 bytes',
        ],
        points: 1,
        hints: [
          'What do you send before you close: the content of the close that came, or a number of two bytes?',
          'Answer 9 by 10 and 8 by 8, each with the content that came. After the messages of a piece look at error(): 1002 is the bytes 3 and 234, 1009 is 3 and 241.',
          'encodeFrame(8, Buffer.of(reason >> 8, reason & 0xff))',
        ],
      }, async (scene) => {
        const server = await open(scene, 'page');
        const { port } = server;
        const pinger = await goLive(scene, port);
        for (const text of ['', 'are you there?']) {
          await pinger.send(frame(9, Buffer.from(text)));
          await gets(
            pinger,
            frame(10, Buffer.from(text), { isMasked: false }),
            'the answer to a ping',
          );
        }
        const most = Buffer.alloc(1000, 'm');
        await pinger.send(frame(1, most));
        await gets(
          pinger,
          frame(1, most, { isMasked: false }),
          'a text of 1000 bytes that it had sent',
        );
        for (const [what, sent, content] of [
          ['a close without content', frame(8, Buffer.alloc(0)), Buffer.alloc(0)],
          [
            'a close with 1000 and a reason',
            frame(8, Buffer.from('\x03\xe8bye', 'latin1')),
            Buffer.from('\x03\xe8bye', 'latin1'),
          ],
          [
            'a frame that is not masked',
            frame(1, Buffer.from('x'), { isMasked: false }),
            Buffer.from([3, 234]),
          ],
          [
            'the header of a text of 1001 bytes',
            frame(1, Buffer.alloc(1001)).subarray(0, 8),
            Buffer.from([3, 241]),
          ],
        ] as const) {
          const client = await goLive(scene, port);
          await client.send(sent);
          const { data, ending } = await client.receiveAll();
          client.halfClose();
          expectBytes(data, frame(8, content, { isMasked: false }), `What came back for ${what}`);
          expect(ending, `how the connection ended after ${what}`).to.equal('end');
          await hasSize(scene, server, 1);
        }
        if (!pinger.open) expect.fail('A client that had done nothing wrong was closed');
      });

      it('closes', {
        guards: ['`close()` ends the server at once', 'When it has returned, no socket'],
        points: 1,
        hints: [
          'Which connections does close() know: the live ones, or all?',
          'Note each connection when it is accepted, live or not. close() closes the listening socket and each of them, and waits for the accept loop.',
          'for (const client of open) client.close();',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const server = await open(scene, 'page');
        const { port } = server;
        const clients = [await scene.connect(port), await goLive(scene, port)];
        const half = await scene.connect(port);
        await half.send('GET /');
        await scene.settle();
        const call = server.close();
        if (!(await scene.endsWithin(call, 500, 500)))
          expect.fail('close(), with three clients, did not return');
        await call;
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await scene.refused(port);
        for (const client of [...clients, half]) await client.receiveAll();
      });

      async function open(scene: CheckScene, page: string): Promise<Remote<LiveServer>> {
        return scene.opened(learner.openLive(HOST, page));
      }
    });
  },
});

/** A frame as RFC 6455 has it, masked as a client's unless told. */
function frame(kind: number, content: Buffer, form: Form = {}, own = mask): Buffer {
  const { isLast = true, isMasked = true, reserved = 0 } = form;
  const { length } = content;
  const { wide = length < 126 ? 0 : length < 65_536 ? 2 : 8 } = form;
  const long = Buffer.alloc(8);
  long.writeBigUInt64BE(BigInt(length));
  const mark = wide === 0 ? length : wide === 2 ? 126 : 127;
  const first = (isLast ? 0x80 : 0) | reserved | kind;
  const header = [Buffer.of(first, (isMasked ? 0x80 : 0) | mark), long.subarray(8 - wide)];
  if (!isMasked) return Buffer.concat([...header, content]);
  const masked = Buffer.from(content.map((byte, at) => byte ^ (own[at % 4] ?? 0)));
  return Buffer.concat([...header, own, masked]);
}

function sameFrame(found: unknown, due: Buffer, what: string): void {
  if (!(found instanceof Uint8Array))
    expect.fail(`encodeFrame returned no bytes for a frame ${what}`);
  if (Buffer.from(found).equals(due)) return;
  const [start, dueStart] = [found, due].map((bytes) => showBytes(bytes.subarray(0, 24)));
  expect.fail(
    `For a frame ${what}, encodeFrame returned ${found.length} bytes that begin ${start}, and should have returned ${due.length} that begin ${dueStart}`,
  );
}

function sameMessages(found: readonly Message[], due: readonly Message[], what: string): void {
  const told = (messages: readonly Message[]) =>
    messages.map(({ kind, content }) => {
      const bytes = Buffer.from(content);
      return `${kind}: ${bytes.length} bytes ${showBytes(bytes.subarray(0, 16))}`;
    });
  const isSame =
    found.length === due.length &&
    due.every(
      ({ kind, content }, at) =>
        found[at]?.kind === kind && content.equals(Buffer.from(found[at].content)),
    );
  if (!isSame) {
    expect.fail(
      `The messages of push() ${what} were [${told(found)}], and should have been [${told(due)}]`,
    );
  }
}

async function hasReason(
  decoder: Remote<Decoder>,
  due: number | undefined,
  what: string,
): Promise<void> {
  const found = await decoder.error();
  if (found !== due)
    expect.fail(`After ${what}, error() returned ${found}, and should have returned ${due}`);
}

async function hasSize(scene: CheckScene, server: Remote<LiveServer>, due: number): Promise<void> {
  let found: number | undefined;
  await scene.eventually(
    async () => {
      found = await server.size();
      return found === due;
    },
    () => `size() returned ${found}, and ${due} clients were live`,
  );
}

function fieldsOf(head: string): ReadonlyMap<string, string> {
  const lines = head.split('\r\n').slice(1);
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** A client that has sent the request of a WebSocket, and received a right answer. */
async function goLive(
  scene: CheckScene,
  port: number,
  {
    name = 'Sec-WebSocket-Key',
    behind = Buffer.alloc(0),
  }: { readonly name?: string; readonly behind?: Buffer } = {},
): Promise<Client> {
  const client = await scene.connect(port);
  const key = Buffer.from(scene.random.bytes(16)).toString('base64');
  const lines = [
    'GET /live HTTP/1.1',
    'Host: x',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `${name}: ${key}`,
    'Sec-WebSocket-Version: 13',
    '',
    '',
  ];
  await client.send(Buffer.concat([Buffer.from(lines.join('\r\n')), behind]));
  let head = '';
  do head += await client.receiveLine('\r\n');
  while (!head.endsWith('\r\n\r\n'));
  expect(head.split('\r\n')[0], 'the first line of the answer').to.equal(
    'HTTP/1.1 101 Switching Protocols',
  );
  const fields = fieldsOf(head);
  expect(fields.get('upgrade')?.toLowerCase(), 'Upgrade').to.equal('websocket');
  expect(fields.get('connection')?.toLowerCase(), 'Connection').to.equal('upgrade');
  const due = createHash('sha1')
    .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  expect(fields.get('sec-websocket-accept'), `Sec-WebSocket-Accept for ${key}`).to.equal(due);
  return client;
}

async function gets(client: Client, due: Buffer, what: string): Promise<void> {
  expectBytes(await client.receiveExact(due.length), due, `What a live client received as ${what}`);
}
