/** The hidden checks of exercise 08. */

import { STATUS_CODES } from 'node:http';
import { expect } from 'chai';
import {
  type CheckScene,
  type Client,
  defineExercise,
  expectBytes,
  type Remote,
  showBytes,
} from 'wirebook/exercise';

interface Head {
  readonly method: string;
  readonly target: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: number | 'chunked';
  readonly staysOpen: boolean;
}

type Fields = Readonly<Record<string, string>>;
type Body = string | Uint8Array;
interface Shelf {
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly respond: (status: number, fields: Fields, body: Body) => Uint8Array;
  readonly parseHead: (head: string) => Head;
  readonly openShelf: (host: string) => Promise<Shelf>;
}

const go = 'HTTP/1.1 100 Continue\r\n\r\n';

export default defineExercise<Contract>({
  name: '08-http-by-hand',
  unguarded: [
    'A client that sends still more',
    'is given the head of a request as text',
    'Fields may come from a stranger',
    'throws for every head that another reader might read differently',
    'waits before it sends the body',
  ],
  functions: { respond: true, parseHead: true, openShelf: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: respond', () => {
      it('writes a head, and counts the bytes of the body', {
        guards: [
          'returns the bytes of an answer',
          'The words of the status line',
          'So `respond(404',
          'Content-Length: 6',
          'no fox',
          'counts bytes',
          'a body of bytes is not changed',
        ],
        points: 1,
        hints: [
          'Look at each line of the answer: does it end with two bytes, and what comes between the head and the body?',
          'Make bytes of the body first, and count those. An empty line is two line ends in a row. Join the parts as buffers, not as strings.',
          "Buffer.concat([Buffer.from(lines.join('\\r\\n') + '\\r\\n\\r\\n'), bytes])",
        ],
      }, async ({ random }) => {
        const [name, value] = [`X-${random.word()}`, `${random.word()}: ${random.word()}`];
        for (const [status, fields, body] of [
          [404, { 'Content-Type': 'text/plain' }, 'no fox'],
          [200, {}, `${random.word()} 🦊 ß`],
          [201, { [name]: value, Allow: '', 'A-2': 'b' }, ''],
          [413, {}, Buffer.concat([Buffer.from([0xff, 0, 0xc3]), random.bytes(40)])],
        ] as const) {
          const what = callOf(status, fields, body);
          sameAnswer(await learner.respond(status, fields, body), due(status, fields, body), what);
        }
      });

      it('lets no value become a line, and no 204 a body', {
        guards: ['An answer 204 ends', '`respond` throws when'],
        points: 1,
        hints: [
          'Which characters would end a line in the middle of a value? And what does a client wait for after a 204?',
          'Look at each name and each value before you write its line. For 204 leave out the body and Content-Length: a client that reads on would take them for the next answer.',
          "if (/[\\r\\n]/.test(value) || !/^[a-z0-9-]+$/i.test(name)) throw new Error('No field');",
        ],
      }, async (scene) => {
        for (const body of ['', scene.random.word(), Buffer.from([0])]) {
          const fields = { 'X-Kept': 'yes' };
          sameAnswer(
            await learner.respond(204, fields, body),
            Buffer.from('HTTP/1.1 204 No Content\r\nX-Kept: yes\r\n\r\n'),
            callOf(204, fields, body),
          );
        }
        const forged: readonly Fields[] = [
          { 'X-A': 'x\r\nSet-Cookie: admin=1' },
          { 'X-A': 'x\nSet-Cookie: admin=1' },
          { 'X-A': 'x\rSet-Cookie: admin=1' },
          { 'X-A': '\n' },
          { 'X-A': 'fine', 'X-B': 'x\n\n<script>' },
          { 'X-A\r\nX-B': 'x' },
          { 'X A': 'x' },
          { 'X-A:': 'x' },
          { '': 'x' },
        ];
        for (const fields of forged) {
          const call = learner.respond(200, fields, 'body');
          await scene.errorOf(call, callOf(200, fields, 'body'));
        }
      });
    });

    describe('Task 2: parseHead', () => {
      it('reads the request line and the fields', {
        guards: [
          '`method` and `target`, as they stand',
          '`fields`: each name in lower case',
          'more than once are joined',
        ],
        points: 1,
        hints: [
          'What is the value of a field whose line is "Host:   den:80  "? And of one that stands twice?',
          'A value begins behind the first colon, and may hold more of them; spaces and tabs around it do not belong to it. Keep a list of values for each name, and join it at the end.',
          '/^([\\w-]+):[ \\t]*(.*?)[ \\t]*$/ and values.join(", ")',
        ],
      }, async ({ random }) => {
        const [word, other] = [`${random.word()}X`, `Y${random.word()}`];
        await reads(`GET /${word} HTTP/1.1\r\nHost: ${other}\r\n\r\n`, {
          target: `/${word}`,
          fields: { host: other },
        });
        await reads(`PROPFIND /${word}?a=b:c%20 HTTP/1.1\r\nHOST:\t den:80 \t\r\n\r\n`, {
          method: 'PROPFIND',
          target: `/${word}?a=b:c%20`,
          fields: { host: 'den:80' },
        });
        await reads(
          `GET / HTTP/1.1\r\nAccept: ${word}\r\nhost:den\r\nX_1-a:\r\naccept:${other};q=1  \r\nConstructor: x\r\nACCEPT:  a  b\r\nEmpty: \t\r\n\r\n`,
          {
            fields: {
              accept: `${word}, ${other};q=1, a  b`,
              host: 'den',
              'x_1-a': '',
              constructor: 'x',
              empty: '',
            },
          },
        );
        await reads('HEAD / HTTP/1.0\r\n\r\n', { method: 'HEAD' });
      });

      it('tells how the body ends, and whether the connection stays', {
        guards: [
          '`body`: the number',
          '`staysOpen`: whether',
          'In HTTP/1.0 it does not',
          'In HTTP/1.1 it does',
        ],
        points: 1,
        hints: [
          'Is "Close" the same as "close", and "closed" too? What does a request of HTTP/1.0 mean for its connection?',
          'Split what stands in all fields Connection at the commas, and compare whole words in lower case. The body is a number, not the text of one.',
          "const words = connection.toLowerCase().split(/[ \\t]*,[ \\t]*/); words.includes('close')",
        ],
      }, async ({ random }) => {
        const length = random.integer(10, 9999);
        for (const [lines, part] of [
          [`Content-Length: ${length}`, { body: length }],
          ['content-length:0', { body: 0 }],
          ['CONTENT-LENGTH:   007', { body: 7 }],
          ['Content-Length: 9999999999', { body: 9_999_999_999 }],
          ['Transfer-Encoding: chunked', { body: 'chunked' }],
          ['transfer-encoding:CHUNKED ', { body: 'chunked' }],
          ['Connection: close', { staysOpen: false }],
          ['connection:Close', { staysOpen: false }],
          ['Connection: keep-alive ,\tCLOSE , x', { staysOpen: false }],
          ['Connection: x\r\nConnection: close', { staysOpen: false }],
          ['Connection: closed, not-close', { staysOpen: true }],
          ['Connection: keep-alive', { staysOpen: true }],
          ['X-Connection: close', { staysOpen: true }],
        ] as const) {
          const { body = 0, staysOpen = true } = part as Partial<Head>;
          const head = `PUT /x HTTP/1.1\r\nHost: den\r\n${lines}\r\n\r\n`;
          const { body: actual, staysOpen: stays } = await parsed(head);
          expect(actual, `body of ${JSON.stringify(head)}`).to.equal(body);
          expect(stays, `staysOpen of ${JSON.stringify(head)}`).to.equal(staysOpen);
        }
        for (const lines of ['', 'Connection: keep-alive\r\n', 'Content-Length: 3\r\n']) {
          const head = `PUT /x HTTP/1.0\r\n${lines}\r\n`;
          const { staysOpen } = await parsed(head);
          expect(staysOpen, `staysOpen of ${JSON.stringify(head)}`).to.equal(false);
        }
      });

      it('throws for lines that are no request and no field', {
        guards: [
          'The request line is a method',
          'Every line ends with',
          "A field's line begins with its name",
          'has exactly one `Host`',
        ],
        points: 1,
        hints: [
          'One program ends lines at \\n, another one at \\r\\n: how many fields does each find in "A: 1\\nB: 2"?',
          'Cut at \\r\\n, and throw where a half line end is left. Let one regular expression with ^ and $ describe a whole line, not a part of it.',
          '/^[A-Z]+ \\/[^ \\r\\n]* HTTP\\/1\\.[01]$/ and /^([\\w-]+):([^\\r\\n]*)$/',
        ],
      }, async (scene) => {
        const host = 'Host: den\r\n';
        for (const line of [
          'GET /',
          'GET / HTTP/1.2',
          'GET / HTTP/2.0',
          'GET / HTTP/1.1 ',
          ' GET / HTTP/1.1',
          'GET  / HTTP/1.1',
          'GET / x HTTP/1.1',
          'GET\t/ HTTP/1.1',
          'get / HTTP/1.1',
          'GET / http/1.1',
          'GET den HTTP/1.1',
          'G-T / HTTP/1.1',
          'G3T / HTTP/1.1',
          'OPTIONS * HTTP/1.1',
          'GET http://den/ HTTP/1.1',
          '/ HTTP/1.1',
          '',
          'GET /a\nb HTTP/1.1',
          'GET /a\r HTTP/1.1',
        ]) {
          await refuses(scene, `${line}\r\n${host}\r\n`);
        }
        for (const line of [
          'no colon',
          ': empty',
          'Na me: x',
          'Name : x',
          'Name\t: x',
          ' Name: x',
          '\tfolded',
          ' folded',
          'N\u00e4me: x',
          'Name(x): x',
          'Na.me: x',
          'A: 1\nB: 2',
          'A: 1\rB: 2',
          'A: 1\n',
          'A: 1\r',
          '\nA: 1',
          'Host: den',
          'HOST: other',
        ]) {
          await refuses(scene, `GET / HTTP/1.1\r\n${host}${line}\r\n\r\n`);
          await refuses(scene, `GET / HTTP/1.1\r\n${line}\r\n${host}\r\n`);
        }
        await refuses(scene, 'GET / HTTP/1.1\r\n\r\n');
        await refuses(scene, 'GET / HTTP/1.1\r\nX-Host: den\r\n\r\n');
        await refuses(scene, 'GET / HTTP/1.1\nHost: den\n\r\n\r\n');
      });

      it('throws for a body that two readers would end at different places', {
        guards: [
          'A length is one to ten digits',
          '`Transfer-Encoding` is `chunked` and nothing else',
          'never stand in one head',
        ],
        points: 1,
        hints: [
          'One program goes by the first of two lengths, another one by the last, a third one by the chunks. Which of these heads do all of them read alike?',
          'Count the fields about the body before they are joined or overwritten: there is at most one. Then describe its whole value, from ^ to $.',
          '/^\\d{1,10}$/.test(length), /^chunked$/i.test(coding)',
        ],
      }, async (scene) => {
        const [length, other] = [scene.random.integer(3, 9), scene.random.integer(10, 99)];
        for (const lines of [
          [`Content-Length: ${length}`, 'Transfer-Encoding: chunked'],
          ['Transfer-Encoding: chunked', `Content-Length: ${length}`],
          ['transfer-encoding:chunked', 'X: y', 'content-length:0'],
          [`Content-Length: ${length}`, `Content-Length: ${other}`],
          [`Content-Length: ${length}`, `content-length: ${length}`],
          [`Content-Length: ${length}, ${length}`],
          [`Content-Length: +${length}`],
          [`Content-Length: -${length}`],
          [`Content-Length: 0x${length}`],
          [`Content-Length: ${length}.0`],
          [`Content-Length: 1e${length}`],
          [`Content-Length: ${length} ${other}`],
          [`Content-Length: ${length};`],
          ['Content-Length:'],
          ['Content-Length: x'],
          ['Content-Length: 12345678901'],
          [`Content-Length: ${length}\u000b`],
          [`Content-Length: \u00a0${length}`],
          ['Transfer-Encoding:'],
          ['Transfer-Encoding: gzip'],
          ['Transfer-Encoding: identity'],
          ['Transfer-Encoding: gzip, chunked'],
          ['Transfer-Encoding: chunked, gzip'],
          ['Transfer-Encoding: chunked, chunked'],
          ['Transfer-Encoding: xchunked'],
          ['Transfer-Encoding: chunkedx'],
          ['Transfer-Encoding: chunked;x=1'],
          ['Transfer-Encoding: \u000bchunked'],
          ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
          ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
        ]) {
          await refuses(scene, `PUT / HTTP/1.1\r\nHost: den\r\n${lines.join('\r\n')}\r\n\r\n`);
        }
        await refuses(scene, 'PUT / HTTP/1.0\r\nHost: den\r\nTransfer-Encoding: chunked\r\n\r\n');
      });
    });

    describe('Task 3: openShelf', () => {
      it('keeps what is put, and gives it to all clients unchanged', {
        guards: [
          'listens on `host`',
          'at the same time',
          'All of them share one shelf',
          'A target is the name',
          '| `PUT` of a target |',
          'Every answer but a 204',
        ],
        points: 1,
        hints: [
          'Where does your shelf keep a thing, and in which form? And what does HEAD leave out of the answer to GET?',
          'In one Map for all clients, as bytes, with its Content-Type. HEAD has the very head of GET, with the length of a body that does not come.',
          'const whole = respond(200, kept.fields, kept.content); HEAD: its bytes up to the empty line',
        ],
      }, async (scene) => {
        const { port } = await opened(scene);
        await scene.reachedOnlyAtHost(port);
        const idle = await Promise.all(Array.from({ length: 8 }, () => scene.connect(port)));
        const writer = await scene.connect(port);
        const target = `/${scene.random.word()}%41?${scene.random.word()}`;
        const contents = [
          { content: scene.random.bytes(scene.random.integer(100, 300)), type: 'image/png' },
          { content: Buffer.from(`\r\n\r\nGET ${target} HTTP/1.1\r\n🦊`), type: undefined },
          { content: Buffer.alloc(0), type: 'text/plain; charset=UTF-8' },
          { content: Buffer.alloc(65_536, scene.random.word()), type: undefined },
        ];
        for (const [index, { content, type }] of contents.entries()) {
          const fields = type === undefined ? [] : [`content-TYPE: ${type}`];
          await writer.send(put(target, content, fields));
          await hears(
            writer,
            { status: index === 0 ? 201 : 204 },
            `PUT ${target} of ${showBytes(content)}`,
          );
          const reader = await scene.connect(port);
          await reader.send(ask('GET', target));
          const due = { status: 200, type, content };
          await hears(reader, due, `GET ${target}, which is ${showBytes(content)}`);
          await reader.send(Buffer.concat([ask('HEAD', target), ask('GET', '/constructor')]));
          await hears(reader, { ...due, isHead: true }, `HEAD ${target}`);
          await hears(reader, { status: 404 }, 'GET /constructor, behind a HEAD');
          await leaves(reader);
        }
        for (const [method, due] of [
          ['POST', { status: 405, allow: 'GET, HEAD, PUT' }],
          ['DELETE', { status: 405, allow: 'GET, HEAD, PUT' }],
        ] as const) {
          await writer.send(ask(method, target));
          await hears(writer, due, `${method} ${target}`);
        }
        await writer.send(ask('HEAD', '/no'));
        await hears(writer, { status: 404, isHead: true }, 'HEAD /no');
        for (const other of [`${target}x`, target.replace(/\?.*/, ''), decodeURI(target)]) {
          await writer.send(ask('GET', other));
          await hears(writer, { status: 404 }, `GET ${other}, where ${target} was put`);
        }
        await leaves(writer);
        const content = contents.at(-1)?.content ?? Buffer.alloc(0);
        for (const client of idle) {
          await client.send(ask('GET', target));
          await hears(client, { status: 200, content }, `GET ${target}, when the writer had left`);
        }
      });

      it('answers request after request, in their order', {
        guards: [
          'serves one request after another',
          'They come in any pieces',
          'is read and thrown away',
          'The connection ends, without a reset',
        ],
        points: 1,
        hints: [
          'Several requests come in one piece, or one in several. What does your shelf do with the bytes behind the first request, and when does it close?',
          'One reader for each client, from its first byte to its last, keeps what came too early. Read the body of every request, of a GET too. Close when the head says so, or at the end of the stream.',
          'for (;;) { ...; await client.sendAll(...); if (!head.staysOpen) return; }',
        ],
      }, async (scene) => {
        const { port } = await opened(scene);
        const before = scene.openSockets();
        const target = `/${scene.random.word()}`;
        const [first, second] = [
          Buffer.from(`${scene.random.word()}\r\n🦊`),
          scene.random.bytes(30),
        ];
        const unwanted = (method: string) =>
          Buffer.concat([
            request(`${method} ${target}`, ['Content-Length: 18']),
            Buffer.from('GET / HTTP/1.1\r\n\r\n'),
          ]);
        const dialogue: readonly (readonly [Buffer, Due])[] = [
          [put(target, first), { status: 204 }],
          [ask('GET', target), { status: 200, content: first }],
          [unwanted('GET'), { status: 200, content: first }],
          [ask('HEAD', target), { status: 200, content: first, isHead: true }],
          [putChunks(target, [second]), { status: 204 }],
          [unwanted('DELETE'), { status: 405 }],
          [unwanted('HEAD'), { status: 200, content: second, isHead: true }],
          [ask('GET', target), { status: 200, content: second }],
        ];
        const starter = await scene.connect(port);
        await starter.send(put(target, first));
        await hears(starter, { status: 201 }, `PUT ${target}`);
        await leaves(starter);
        const stream = Buffer.concat(dialogue.map(([bytes]) => bytes));
        // Cut within the method, within each line end behind the head, and within the body.
        const head = stream.indexOf('\r\n\r\n');
        const edges = [0, 1, head, head + 1, head + 2, head + 3, head + 4, head + 5, stream.length];
        const cut = edges.slice(1).map((end, index) => stream.subarray(edges[index], end));
        for (const pieces of [[stream], scene.random.pieces(stream, 12), cut]) {
          const client = await scene.connect(port);
          await client.send(pieces);
          for (const [index, [bytes, due]] of dialogue.entries()) {
            const what = `request ${index + 1} of ${dialogue.length} in ${pieces.length === 1 ? 'one piece' : `${pieces.length} pieces`}, ${lineOf(bytes)}`;
            await hears(client, due, what);
          }
          await client.send(Buffer.concat([ask('GET', target), ask('GET', '/none')]));
          client.halfClose();
          await hears(client, { status: 200, content: second }, 'GET, before it ended');
          await hears(client, { status: 404 }, 'GET /none, before it ended');
          await ends(client, 'it had ended its stream and had all answers');
        }
        const large = Buffer.alloc(65_536, scene.random.word());
        const filler = await scene.connect(port);
        await filler.send(put('/large', large));
        await hears(filler, { status: 201 }, 'PUT /large');
        await leaves(filler);
        for (const line of [
          'GET /large HTTP/1.1\r\nHost: den\r\nConnection: x, Close',
          'GET /large HTTP/1.0',
        ]) {
          const last = await scene.connect(port);
          await last.send(Buffer.from(`${line}\r\n\r\n`));
          await hears(last, { status: 200, content: large }, JSON.stringify(line));
          await endsInOrder(last, `it had the answer to ${JSON.stringify(line)}`);
          last.halfClose();
        }
        await scene.noMoreSocketsThan(before);
      });

      it('reads chunks, and tells a client that waits to go on', {
        guards: [
          'Any request may have a body, counted or in chunks',
          'As soon as such a head has come',
        ],
        points: 1,
        hints: [
          'What belongs to a chunk besides its bytes? And what does a client with Expect: 100-continue wait for?',
          'A length in hexadecimal digits and a line end, the bytes, a line end; the last one has no bytes. Send 100 Continue behind the head, before you wait for the body, and only if it is asked for.',
          "if (/^100-continue$/i.test(head.fields.expect ?? '')) await client.sendAll('HTTP/1.1 100 Continue\\r\\n\\r\\n');",
        ],
      }, async (scene) => {
        const { port } = await opened(scene);
        const target = `/${scene.random.word()}`;
        const chunks = [
          Buffer.from('0\r\n\r\n'),
          scene.random.bytes(scene.random.integer(171, 175)),
          Buffer.from(`${scene.random.word()}\r\n`),
          scene.random.bytes(1),
        ];
        const content = Buffer.concat(chunks);
        for (const [index, isUpper] of [false, true].entries()) {
          const client = await scene.connect(port);
          const bytes = putChunks(target, chunks, { isUpper });
          await client.send(index === 0 ? [bytes] : scene.random.pieces(bytes, 15));
          const what = `PUT ${target} in ${chunks.length} chunks of ${chunks.map(({ length }) => length)} bytes`;
          await hears(client, { status: index === 0 ? 201 : 204 }, what);
          await client.send(ask('GET', target));
          await hears(client, { status: 200, content }, `GET ${target}, which came in chunks`);
        }
        for (const [field, bytes] of [
          ['Content-Length: 4', Buffer.from('🦊')],
          ['Transfer-Encoding: chunked', inChunks([Buffer.from('🦊')])],
        ] as const) {
          const client = await scene.connect(port);
          await client.send(request(`PUT ${target}`, ['expect: 100-Continue', field]));
          const said = await client.receiveExact(go.length).catch((error: Error) => {
            expect.fail(
              `${error.message}. The head of PUT ${target} had come, with Expect: 100-continue and ${field}`,
            );
          });
          expect(String(said), 'what a client received that waits to go on').to.equal(go);
          await client.send(bytes);
          await hears(client, { status: 204 }, `PUT ${target} with ${field}, behind 100 Continue`);
          await client.send(ask('GET', target));
          await hears(client, { status: 200, content: Buffer.from('🦊') }, `GET ${target}`);
        }
        const large = await scene.connect(port);
        await large.send(request('PUT /large', ['Expect: 100-continue', 'Content-Length: 65537']));
        await hears(large, { status: 413 }, 'PUT /large of 65537 bytes, with Expect: 100-continue');
      });

      it('refuses at once, keeps nothing of it, and leaves nothing open', {
        guards: [
          'The shelf answers 400',
          'It answers 413',
          'It does so as soon as it can know',
          'Other clients do not notice',
          'nothing is kept',
          'nobody can connect any more',
        ],
        points: 1,
        hints: [
          'For how long does your shelf wait for the end of a head without end, and for a body that is too large? What becomes of a PUT that was cut off?',
          'A reader with a limit fails by itself. Look at a length before you read so many bytes, and add up the chunks. Keep a body when its last byte is there. Catch errors where one client is served.',
          'sum += size; if (sum > 65_536) throw new Refusal(413); and then await reader.readExact(size)',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const shelf = await opened(scene);
        const { port } = shelf;
        const target = `/${scene.random.word()}`;
        const patient = await scene.connect(port);
        await patient.send(put(target, Buffer.from('whole')));
        await hears(patient, { status: 201 }, `PUT ${target}`);
        const during = scene.openSockets();
        await patient.send(request(`PUT ${target}`, ['Content-Length: 6']));
        const chunked = (rest: string) =>
          Buffer.concat([
            request(`PUT ${target}`, ['Transfer-Encoding: chunked']),
            Buffer.from(rest),
          ]);
        const half = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
        const threeChunks = `${half}${half}1\r\n`;
        const twoBodies = ['Content-Length: 1', 'Transfer-Encoding: chunked'];
        const tooLong = 'Content-Length: 9999999999';
        const get = `GET ${target} HTTP/1.1\r\nHost: den\r\n`;
        for (const [status, why, bytes] of [
          [400, 'a length and chunks', request(`PUT ${target}`, twoBodies)],
          [400, 'a request line without a version', Buffer.from(`GET ${target}\r\n\r\n`)],
          [400, 'a space before a colon', Buffer.from(`${get}A : b\r\n\r\n`)],
          [400, '9,000 bytes of a head without an end', Buffer.from(get + 'a'.repeat(9000))],
          [400, 'a chunk of g bytes', chunked('g\r\n')],
          [400, 'a chunk without a length', chunked('\r\n')],
          [400, 'a chunk of 0x5 bytes', chunked('0x5\r\n')],
          [400, 'a chunk of -5 bytes', chunked('-5\r\n')],
          [400, 'a chunk of 5 bytes, helloXX', chunked('5\r\nhelloXX')],
          [413, 'Content-Length: 65537', request(`PUT ${target}`, ['Content-Length: 65537'])],
          [413, 'POST and a length of ten digits', request(`POST ${target}`, [tooLong])],
          [413, 'a chunk of 10001 bytes (hexadecimal)', chunked('10001\r\n')],
          [413, 'a chunk of 100000005 bytes (hexadecimal)', chunked('100000005\r\nhello\r\n')],
          [413, 'chunks of 8000, 8000 and 1 bytes (hexadecimal)', chunked(threeChunks)],
        ] as const) {
          const hostile = await scene.connect(port);
          await hostile.send(bytes);
          await hears(hostile, { status }, `a request with ${why}`);
          await ends(hostile, `it had the answer to a request with ${why}`);
          hostile.halfClose();
        }
        for (const bytes of [
          put(target, Buffer.from('half')).subarray(0, -1),
          chunked('5\r\nhello\r\n'),
          chunked('5\r\nhello\r\n0\r\n'),
          chunked('5\r\nhello\r\n0'),
          put(`${target}2`, Buffer.from('half')).subarray(0, -6),
        ]) {
          const cut = await scene.connect(port);
          await cut.send(bytes);
          cut.halfClose();
          const { text } = await cut.receiveAll();
          expect(
            text,
            `what a client received whose request was cut off, ${showBytes(bytes)}`,
          ).not.to.match(/ 20[14] /);
        }
        const long = await scene.connect(port);
        await long.send(request('GET /none', [`A: ${'a'.repeat(8100)}`]));
        await hears(long, { status: 404 }, 'GET /none, with a head of some 8,150 bytes');
        await leaves(long);
        const vanishing = await scene.connect(port);
        await vanishing.send(request(`PUT ${target}`, ['Content-Length: 9']));
        await scene.settle();
        await vanishing.reset();
        await scene.noMoreSocketsThan(during);
        const other = await scene.connect(port);
        await other.send(Buffer.concat([ask('GET', target), ask('GET', `${target}2`)]));
        const content = Buffer.from('whole');
        await hears(
          other,
          { status: 200, content },
          `GET ${target}, of which others had sent only parts`,
        );
        await hears(
          other,
          { status: 404 },
          `GET ${target}2, of which another had sent only a part`,
        );
        await patient.send(`second`);
        await hears(patient, { status: 204 }, `PUT ${target}, interrupted by hostile clients`);
        await shelf.close();
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await patient.receiveAll();
        await scene.refused(port);
      });
    });

    async function parsed(head: string): Promise<Head> {
      return (await learner.parseHead(head)) as Head;
    }

    async function reads(head: string, part: Partial<Head>): Promise<void> {
      const { method, target, fields } = await parsed(head);
      const expected = { method: 'GET', target: '/', fields: {}, ...part };
      const what = `what parseHead(${JSON.stringify(head)}) returned`;
      expect({ method, target, fields }, what).to.deep.equal(expected);
    }

    async function refuses({ errorOf }: CheckScene, head: string): Promise<void> {
      await errorOf(learner.parseHead(head), `parseHead(${JSON.stringify(head)})`);
    }

    async function opened(scene: CheckScene): Promise<Remote<Shelf>> {
      return scene.opened(learner.openShelf(HOST));
    }
  },
});

/** An answer that is due. */
interface Due {
  readonly status: number;
  readonly content?: Buffer;
  readonly type?: string | undefined;
  readonly allow?: string;
  /** The answer to HEAD: its length tells of a body that does not come. */
  readonly isHead?: boolean;
}

function due(status: number, fields: Fields, body: Body): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}`;
  return Buffer.concat([Buffer.from(`${head}Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
}

function callOf(status: number, fields: Fields, body: Body): string {
  const shown = typeof body === 'string' ? JSON.stringify(body) : showBytes(body);
  return `respond(${status}, ${JSON.stringify(fields)}, ${shown})`;
}

/** Compares answers: their heads as text, their bodies as bytes. */
function sameAnswer(actual: Uint8Array, expected: Buffer, what: string): void {
  const [head, body] = divide(Buffer.from(actual));
  const [headDue, bodyDue] = divide(expected);
  expect(head, `the head that ${what} returned`).to.equal(headDue);
  expectBytes(body, bodyDue, `the body behind the head that ${what} returned`);
}

/** The head of an answer, and the bytes behind its empty line. */
function divide(answer: Buffer): readonly [string, Buffer] {
  const at = answer.indexOf('\r\n\r\n');
  const end = at < 0 ? answer.length : at + 4;
  return [answer.toString('latin1', 0, end), answer.subarray(end)];
}

function request(line: string, fields: readonly string[]): Buffer {
  return Buffer.from([`${line} HTTP/1.1`, 'Host: den', ...fields, '', ''].join('\r\n'));
}

function ask(method: string, target: string): Buffer {
  return request(`${method} ${target}`, []);
}

function put(target: string, content: Uint8Array, fields: readonly string[] = []): Buffer {
  const head = request(`PUT ${target}`, [...fields, `Content-Length: ${content.length}`]);
  return Buffer.concat([head, content]);
}

function putChunks(target: string, chunks: readonly Buffer[], { isUpper = false } = {}): Buffer {
  const head = request(`PUT ${target}`, ['Transfer-Encoding: chunked']);
  return Buffer.concat([head, inChunks(chunks, isUpper)]);
}

function inChunks(chunks: readonly Buffer[], isUpper = false): Buffer {
  const parts = [...chunks, Buffer.alloc(0)].map((chunk) => {
    const digits = chunk.length.toString(16);
    const line = `${isUpper ? digits.toUpperCase() : digits}\r\n`;
    return Buffer.concat([Buffer.from(line), chunk, Buffer.from('\r\n')]);
  });
  return Buffer.concat(parts);
}

/** Receives one answer, and compares it with the one that is due to `what`. */
async function hears(client: Client, due: Due, what: string): Promise<void> {
  const after = `the answer to ${what}`;
  const miss = (error: Error) => expect.fail(`${error.message}. Due was ${due.status}, ${after}`);
  const head = await client.receiveLine('\r\n\r\n', 'latin1').catch(miss);
  const [statusLine = '', ...lines] = head.slice(0, -4).split('\r\n');
  if (!statusLine.startsWith(`HTTP/1.1 ${due.status} `)) {
    const came = showBytes(Buffer.from(head, 'latin1'));
    expect.fail(
      statusLine.startsWith('HTTP/')
        ? `${after} began with ${JSON.stringify(statusLine)}, and HTTP/1.1 ${due.status} was due`
        : `In place of ${after} came ${came}. Was the answer before it longer than its Content-Length, or did an answer without a body have one?`,
    );
  }
  const field = (name: string): string | undefined =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  if ('type' in due) expect(field('content-type'), `Content-Type of ${after}`).to.equal(due.type);
  if (due.allow !== undefined) expect(field('allow'), `Allow of ${after}`).to.equal(due.allow);
  const length = field('content-length');
  if (due.status === 204) {
    if (length !== undefined) expect.fail(`${after} is a 204 with Content-Length: ${length}`);
    return;
  }
  if (!/^\d+$/.test(length ?? '')) {
    expect.fail(
      `${after} has ${length === undefined ? 'no Content-Length' : `Content-Length: ${length}`}, and its connection stays open: nobody knows where it ends`,
    );
  }
  if (due.content !== undefined) {
    expect(Number(length), `Content-Length of ${after}`).to.equal(due.content.length);
  }
  if (due.isHead) return;
  const content = await client.receiveExact(Number(length)).catch(miss);
  if (due.content !== undefined) expectBytes(content, due.content, `the body of ${after}`);
}

/** Waits for the end of the connection, before which nothing more may come. */
async function ends(client: Client, when: string): Promise<void> {
  const { data } = await client.receiveAll().catch((error: Error) => {
    expect.fail(`${error.message}. Its connection was to end when ${when}`);
  });
  expectBytes(data, Buffer.alloc(0), `what a client received when ${when}`);
}

/** The same where nothing is left unread, and so nothing is a reason for a reset. */
async function endsInOrder(client: Client, when: string): Promise<void> {
  await ends(client, when);
  if (client.wasReset) expect.fail(`The connection of a client was reset when ${when}`);
}

async function leaves(client: Client): Promise<void> {
  client.halfClose();
  await endsInOrder(client, 'it had ended its stream');
}

/** The first line of a request. */
function lineOf(bytes: Buffer): string {
  return String(bytes.subarray(0, bytes.indexOf('\r\n')));
}
