/** The hidden checks of exercise 18. */

import {
  type AddressInfo,
  connect as connectPlain,
  createServer as createPlainServer,
  type Socket,
} from 'node:net';
import { type ConnectionOptions, connect, createServer, type TlsOptions } from 'node:tls';
import { expect } from 'chai';
import {
  type Authority,
  type CheckScene,
  createAuthority,
  defineExercise,
  type Identity,
  type Remote,
} from 'wirebook/exercise';

interface Place {
  readonly host: string;
  readonly port: number;
  readonly name: string;
}

interface Server {
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface Own {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

type Ports = Readonly<Record<string, number>>;

interface Contract {
  readonly ask: (place: Place, ca: string, question: string) => Promise<string>;
  readonly openClub: (host: string, own: Own, members: readonly string[]) => Promise<Server>;
  readonly openRouter: (host: string, ports: Ports) => Promise<Server>;
}

/** Timeout of what should happen at once, in milliseconds of the learner's process. */
const atOnce = 1500;
const day = 24 * 60 * 60 * 1000;

const router = {
  nudge:
    'Which bytes does your router keep while it waits for the rest, and when does it stop waiting?',
  idea: 'Keep all bytes that came. Join the contents of the records, and wait until the message is as long as its own length says and 4 more. Then send all that you kept to the server behind.',
  code: 'await behind.sendAll(bytes);\nawait Promise.all([pass(client, behind), pass(behind, client)]);',
};

export default defineExercise<Contract>({
  name: '18-tls',
  functions: { ask: true, openClub: true, openRouter: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: ask', () => {
      it('asks a server that it has verified, and returns all of the answer', {
        guards: [
          'connects by TLS to `place.host`',
          'It trusts the authority',
          'Then it sends the question and a newline',
        ],
        points: 1,
        hints: [
          'When does your function send, and when does it stop reading?',
          "Send after 'secureConnect'. Read until the end: the answer may come in pieces, and a piece may end within a character, so join bytes and not texts. text() of node:stream/consumers does.",
          "await once(client, 'secureConnect');\nclient.write(question + '\\n');\nreturn await text(client);",
        ],
      }, async (scene) => {
        const { authority, place } = await setting(scene);
        const answer = Buffer.from(`${scene.random.word()}: schöne\nGrüße ${'é€'.repeat(20)}\n`);
        const half = answer.indexOf('ö') + 1;
        const site = new Site(scene, await authority.issue(place.name), async (client) => {
          client.write(answer.subarray(0, half));
          await scene.settle();
          client.end(answer.subarray(half));
        });
        const at = { ...place, port: await site.listen(HOST) };
        const question = `${scene.random.word()} ${scene.random.word()}?`;
        const got = await scene.returns(learner.ask(at, authority.cert, question), 'ask()');
        expect(site.heard, 'what the server received').to.deep.equal([`${question}\n`]);
        expect(got, 'what ask() returned').to.equal(answer.toString());
        expect(site.names, 'the names that clients said in their ClientHello').to.deep.equal([
          place.name,
        ]);
      });

      it('tells three wrong certificates apart', {
        guards: [
          'the call fails',
          'The message of its error is one of three',
          'the certificate is for another name',
          'no signature leads to `ca`',
          'when its time is over',
          'Node has two codes for that',
        ],
        points: 1,
        hints: [
          'Which code has the error in each of the three cases? Print it.',
          'Catch the error, look its code up in a table, and throw a new error with the message of your own. A server that sends its authority along has a code of its own.',
          "const meanings = { CERT_HAS_EXPIRED: 'expired', SELF_SIGNED_CERT_IN_CHAIN: 'unknown authority' }; // and so on",
        ],
      }, async (scene) => {
        const { authority, forger, place } = await setting(scene);
        const forged = await forger.issue(place.name);
        const past = { notBefore: ago(3), notAfter: ago(1) };
        for (const [identity, due, what] of [
          [await authority.issue(`not-${place.name}`), 'wrong host', 'for another name'],
          [forged, 'unknown authority', 'of another authority of the same name'],
          [
            { ...forged, cert: forged.cert + forger.cert },
            'unknown authority',
            'of another authority, whose certificate is sent along',
          ],
          [await authority.issue(place.name, past), 'expired', 'that ended yesterday'],
        ] as const) {
          const site = new Site(scene, identity);
          const at = { ...place, port: await site.listen(HOST) };
          const call = learner.ask(at, authority.cert, 'hello');
          const error = await scene.errorOf(scene.returns(call, 'ask()'), 'ask()');
          expect(error.message, `the message of the error, with a certificate ${what}`).to.equal(
            due,
          );
          await site.close();
        }
      });

      it('says nothing to the others, passes other errors on, and closes', {
        guards: [
          'the server hears nothing of the question',
          'Any other error fails the call as it is',
          'its connection is closed',
        ],
        points: 1,
        hints: [
          'Who hears your question when the certificate is wrong? And what becomes of an error that is not in your table?',
          'Leave rejectUnauthorized alone, so that Node ends the handshake. Throw an error again that you do not know. Destroy the client in a finally block.',
          'throw meaning === undefined ? error : new Error(meaning, { cause: error });',
        ],
      }, async (scene) => {
        const { authority, forger, place } = await setting(scene);
        const before = scene.openSockets();
        const site = new Site(scene, await forger.issue(place.name));
        const at = { ...place, port: await site.listen(HOST) };
        const secret = `secret ${scene.random.word()}`;
        await scene.errorOf(
          scene.returns(learner.ask(at, authority.cert, secret), 'ask()'),
          'ask()',
        );
        await site.close();
        expect(site.heard, 'what a server with a forged certificate received').to.deep.equal([]);

        const early = { notBefore: ago(-1), notAfter: ago(-2) };
        const young = new Site(scene, await authority.issue(place.name, early));
        for (const [port, code, what] of [
          [await young.listen(HOST), 'CERT_NOT_YET_VALID', 'with a certificate of tomorrow'],
          [await scene.freePort(), 'ECONNREFUSED', 'where nobody listens'],
        ] as const) {
          const call = learner.ask({ ...place, port }, authority.cert, 'hello');
          const error = await scene.errorOf(scene.returns(call, 'ask()'), 'ask()');
          expect(error.code, `the code of the error ${what}`).to.equal(code);
        }
        const patient = new Site(scene, await authority.issue(place.name), async (client) => {
          client.end('bye');
        });
        const there = { ...place, port: await patient.listen(HOST) };
        await scene.returns(learner.ask(there, authority.cert, 'hello'), 'ask()');
        await scene.noMoreSocketsThan(before, 'ask() had ended');
      });
    });

    describe('Task 2: openClub', () => {
      it('greets members by their names', {
        guards: [
          'returns a server behind TLS',
          '`own` has its certificate',
          'It serves in the background',
          'and whose common name is one of `members`, sends a line',
          'It gets the answer `NAME: LINE`',
          'The line may come in pieces',
        ],
        points: 1,
        hints: [
          'Where does the name of the client stand, and how does your server know that the line is complete?',
          'getPeerCertificate().subject.CN is the name. Join the pieces until a newline is there; each client has a buffer of its own.',
          "bytes = Buffer.concat([bytes, piece]);\nconst end = bytes.indexOf('\\n');\nif (end >= 0) client.end(name + ': ' + bytes.subarray(0, end + 1));",
        ],
      }, async (scene) => {
        const { club, come, issue, names } = await openClub(scene);
        await scene.reachedOnlyAtHost(club.port);
        const line = `${scene.random.word()} grüßt €`;
        const bytes = Buffer.from(`${line}\n`);
        const cut = bytes.indexOf('ü') + 1;
        const silent = await come(issue(names[0]), []);
        const clients = names.map(async (name) => {
          const client = await come(issue(name), [
            bytes.subarray(0, cut),
            bytes.subarray(cut, -1),
            bytes.subarray(-1),
          ]);
          const { text } = await client.ended(`the member ${name}`);
          expect(text, `what the member ${name} received`).to.equal(`${name}: ${line}\n`);
        });
        await Promise.all(clients);
        const old = await come(issue(names[1]), ['\n'], { maxVersion: 'TLSv1.2' });
        expect((await old.ended()).text, 'what a member received by TLS 1.2').to.equal(
          `${names[1]}: \n`,
        );
        expect(silent.isOpen, 'whether a member that has sent nothing is connected').to.equal(true);
      });

      it('admits nobody else', {
        guards: [
          'and whose name is not one of them, gets',
          'A client without a certificate',
          'speaks version 1.2 and above',
        ],
        points: 1,
        hints: [
          'Which clients pass the handshake, and which of those are members?',
          'rejectUnauthorized leaves out those whose certificate is not of your authority, and those without. The name is for you to compare: whole, and as it is written.',
          "if (!members.includes(name)) client.resume().end('not a member\\n');",
        ],
      }, async (scene) => {
        const { come, issue, forge, names } = await openClub(scene);
        const [member] = names;
        for (const name of [
          `${member}x`,
          member.slice(0, -1),
          member.toUpperCase(),
          'club.test',
          `${names.join()}`,
        ]) {
          const client = await come(issue(name), []);
          const { text } = await client.ended(`${name}, who is not a member,`);
          expect(text, `what ${name} received, where ${names.join(' and ')} are members`).to.equal(
            'not a member\n',
          );
        }
        for (const [identity, options, who, due] of [
          [undefined, {}, 'a client without a certificate'],
          [undefined, { maxVersion: 'TLSv1.2' }, 'a client without a certificate, by TLS 1.2,'],
          [forge(member), {}, 'a client whose certificate another authority has signed'],
          [
            issue(member),
            { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
            'a client that speaks TLS 1.1 at most',
            'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
          ],
        ] as const) {
          const client = await come(identity, ['hello\n'], options);
          const { text, code } = await client.ended(who);
          expect(text, `what ${who} received`).to.equal('');
          if (due !== undefined) {
            expect(code, `the code of the error of ${who}`).to.equal(due);
          }
        }
      });

      it('is disturbed by nobody, and closes all', {
        guards: ['A client that does not speak TLS', '`close()` ends the server with all'],
        points: 1,
        hints: [
          'Which sockets does your server have open that your function for clients has never seen?',
          "A connection is there before its handshake: the event 'connection' tells. Errors of a handshake come as 'tlsClientError', those of a client as its 'error'. close() destroys all sockets and waits for the event 'close' of the server.",
          "server.on('connection', (socket) => {\n  sockets.add(socket);\n  socket.on('close', () => sockets.delete(socket));\n});",
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { club, come, issue, names } = await openClub(scene);
        const [member] = names;
        const plain = await scene.connect(club.port);
        await plain.send('GET / HTTP/1.1\r\n\r\n');
        const mute = await scene.connect(club.port);
        const half = await scene.connect(club.port);
        await half.send(makeHello('club.test').subarray(0, 40));
        const brief = await scene.connect(club.port);
        await brief.send(makeHello('club.test').subarray(0, 40));
        await brief.reset();
        const gone = await come(issue(member), ['half a li']);
        await gone.isReady();
        gone.reset();
        await scene.settle();
        const guest = await come(issue(member), ['hello\n']);
        expect((await guest.ended()).text, `what ${member} received after all these`).to.equal(
          `${member}: hello\n`,
        );
        const waiting = await come(issue(member), ['half a li']);
        await waiting.isReady();
        await scene.settle();
        await scene.returns(club.close(), 'close(), with clients that wait,');
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        expect((await waiting.ended()).text, 'what a client received at close()').to.equal('');
        await mute.destroy();
        await half.destroy();
        await scene.refused(club.port);
      });

      async function openClub(scene: CheckScene) {
        const { authority, forger } = await setting(scene);
        const names = [`ada-${scene.random.word()}`, `ben-${scene.random.word()}`] as const;
        const own = { ...(await authority.issue('club.test')), ca: authority.cert };
        const club = await scene.opened(learner.openClub(HOST, own, [...names]));
        const come = async (
          identity: Promise<Identity> | undefined,
          lines: readonly (string | Buffer)[],
          options: ConnectionOptions = {},
        ) => {
          const expected = { servername: 'club.test', ca: authority.cert };
          const at = { host: HOST, port: club.port, ...expected, ...options };
          return new Guest(scene, { ...at, ...(await identity) }, lines);
        };
        const issue = (name: string) => authority.issue(name);
        const forge = (name: string) => forger.issue(name);
        return { club, come, issue, forge, names };
      }
    });

    describe('Task 3: openRouter', () => {
      it('brings clients of TLS to the servers that they name', {
        guards: [
          'returns a server of TCP',
          'It serves in the background',
          'Each sends a ClientHello',
          'The router reads the server',
          'It has no certificate and no key',
          'Upper and lower case',
        ],
        points: 1,
        hints: [router.nudge, router.idea, router.code],
      }, async (scene) => {
        const { authority } = await setting(scene);
        const names = ['one.test', `${scene.random.word()}.two.test`];
        const ports: Record<string, number> = {};
        for (const name of names) {
          const site = new Site(scene, await authority.issue(name), async (client) => {
            client.end(`This is ${name}`);
          });
          ports[name] = await site.listen(HOST);
        }
        const routed = await openRouter(scene, ports);
        await scene.reachedOnlyAtHost(routed.port);
        const mute = await scene.connect(routed.port);
        await mute.send(makeHello('one.test').subarray(0, 30));
        for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
          for (const name of [...names, 'ONE.Test']) {
            const at = { host: HOST, port: routed.port, ca: authority.cert, maxVersion };
            const guest = new Guest(scene, { ...at, servername: name }, ['hello\n']);
            const { text, code } = await guest.ended();
            const what = `what a client of ${name} received by ${maxVersion}`;
            expect(code === undefined ? text : code, what).to.equal(
              `This is ${name.toLowerCase()}`,
            );
          }
        }
      });

      it('understands a ClientHello however it comes', {
        guards: [
          'The ClientHello may come in any number of pieces',
          'The extensions may come in any order',
          'The router connects when the message is complete',
          'and passes on all bytes',
        ],
        points: 1,
        hints: [router.nudge, router.idea, router.code],
      }, async (scene) => {
        const { behind, routed, name } = await openPlainRouter(scene);
        const random = (low: number, high: number) => scene.random.integer(low, high);
        const extension = (length: number) => ({
          type: random(1, 0xffff),
          content: scene.random.bytes(length),
        });
        for (const [options, count, what] of [
          [{}, 1, 'a short ClientHello'],
          [{ session: 0, ciphers: 1 }, 2, 'a ClientHello without a session id'],
          [{ session: 32, ciphers: 30, compressions: 3 }, 5, 'a ClientHello in 5 pieces'],
          [{ first: [extension(1300), extension(0)] }, 7, 'a ClientHello whose name comes last'],
          [{ last: [extension(9)] }, undefined, 'a ClientHello in pieces of one byte'],
          [{ ciphers: 200, records: 3 }, 4, 'a ClientHello in 3 records'],
          [{ first: [extension(70)], records: 40 }, 1, 'a ClientHello in 40 records'],
          [{ first: [extension(12_000)], records: 2 }, 3, 'a ClientHello of 12 kilobytes'],
        ] as const) {
          scene.newChapter();
          const hello = makeHello(name, options);
          const bytes = Buffer.concat([hello, scene.random.bytes(20)]);
          const client = await scene.connect(routed.port);
          const pieces = scene.random.pieces(hello, Math.min(count ?? 60, hello.length));
          const last = pieces.pop() ?? hello;
          await client.send(pieces);
          await scene.settle();
          expect(
            behind.count,
            `connections to the server behind, before ${what} was complete`,
          ).to.equal(0);
          await client.send(Buffer.concat([last, bytes.subarray(hello.length)]));
          await behind.received(bytes, what);
          await client.destroy();
          await behind.reset();
        }
      });

      it('closes clients that it cannot serve', {
        guards: [
          'A client is closed as soon as it is clear',
          'announced with more than 16384 bytes',
        ],
        points: 1,
        hints: [
          'Which bytes tell that this is not a ClientHello, and how many of them does your router wait for?',
          'The first byte of each record is 22, and the first of the message is 1. Every length is compared with what is there. Look names up with Object.hasOwn, since every object has a constructor.',
          'if (message.length > 0 && message[0] !== 1) throw new RangeError();\nif (!Object.hasOwn(ports, name)) return;',
        ],
      }, async (scene) => {
        const dead = await scene.freePort();
        const { behind, routed, name } = await openPlainRouter(scene, { 'dead.test': dead });
        const hello = makeHello(name);
        const changed = (at: number, ...bytes: number[]) => {
          const copy = Buffer.from(hello);
          copy.set(bytes, at);
          return copy;
        };
        const sni = hello.indexOf(name) - 9;
        const cut = (bytes: Buffer) => bytes.subarray(0, 60);
        for (const [bytes, what] of [
          [Buffer.from('G'), 'the first letter of a request of HTTP'],
          [Buffer.from([21, 3, 1, 0, 2, 1, 0]), 'an alert'],
          [cut(changed(5, 2)), 'the beginning of a ServerHello'],
          [cut(changed(6, 0, 0x40, 1)), 'the beginning of a ClientHello of 16385 bytes'],
          [cut(changed(6, 1, 0, 0)), 'the beginning of a ClientHello of 65536 bytes'],
          [makeHello(undefined), 'a ClientHello without a name'],
          [makeHello(`not-${name}`), 'a ClientHello with an unknown name'],
          [makeHello('constructor'), 'a ClientHello with the name "constructor"'],
          [makeHello(`${name}.`), 'a ClientHello with an unknown name that ends in a dot'],
          [makeHello('dead.test'), 'a ClientHello for a server that refuses'],
          [changed(43, 255), 'a ClientHello whose session id leads beyond its end'],
          [changed(sni + 2, 0xff), 'a ClientHello whose extension leads beyond its end'],
          [changed(sni + 7, 0xff), 'a ClientHello whose name leads beyond its end'],
          [changed(sni + 6, 1), 'a ClientHello with a name of another type than 0'],
        ] as const) {
          scene.newChapter();
          const client = await scene.connect(routed.port);
          await client.send(bytes);
          const { data } = await client.receiveAll();
          expect(data.length, `bytes that a client received for ${what}`).to.equal(0);
          expect(behind.count, `connections to the server behind, after ${what}`).to.equal(0);
          await client.destroy();
        }
        const client = await scene.connect(routed.port);
        await client.send(hello);
        await behind.received(hello, 'a ClientHello after all these');
      });

      it('passes on both directions, each to its end, and closes all', {
        guards: [
          'When one end closes its direction',
          'When one end resets',
          '`close()` ends the router with all',
        ],
        points: 1,
        hints: [
          'What does your router do when one direction has ended, and the other has not?',
          'Two loops, one for each direction. Each ends with closeWrite() of the other socket. When both have ended, or one has failed, close both.',
          'await Promise.all([pass(client, behind), pass(behind, client)]).finally(() => behind.close());',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { behind, routed, name } = await openPlainRouter(scene);
        const hello = makeHello(name);
        const client = await scene.connect(routed.port);
        await client.send(hello);
        await behind.received(hello, 'a ClientHello');
        const long = scene.random.bytes(300_000);
        behind.send(long);
        await client.send('more');
        await behind.received(
          Buffer.concat([hello, Buffer.from('more')]),
          'a ClientHello and more',
        );
        client.halfClose();
        await behind.ended('the client had closed its direction');
        behind.send(Buffer.from('late'), { end: true });
        const { data, ending } = await client.receiveAll();
        expect(data.length, 'bytes that the client received').to.equal(long.length + 4);
        expect(
          data.equals(Buffer.concat([long, Buffer.from('late')])),
          'whether they are those that were sent',
        ).to.equal(true);
        expect(ending, 'how the connection of the client ended').to.equal('end');
        await scene.noMoreSocketsThan(before + 1, 'both ends had closed');
        await behind.reset();

        for (const who of ['client', 'server behind'] as const) {
          scene.newChapter();
          const other = await scene.connect(routed.port);
          await other.send(hello);
          await behind.received(hello, 'a ClientHello');
          if (who === 'client') {
            await other.reset();
            await behind.closed('the client had reset');
          } else {
            behind.resetAll();
            await other.receiveAll();
          }
          await scene.noMoreSocketsThan(before + 1, `the ${who} had reset`);
          await behind.reset();
        }

        const waiting = await scene.connect(routed.port);
        await waiting.send(hello.subarray(0, 10));
        const served = await scene.connect(routed.port);
        await served.send(hello);
        await behind.received(hello, 'a ClientHello');
        await scene.returns(routed.close(), 'close(), with two clients,');
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await scene.refused(routed.port);
      });

      async function openRouter(scene: CheckScene, ports: Ports): Promise<Remote<Server>> {
        return scene.opened(learner.openRouter(HOST, ports));
      }

      async function openPlainRouter(scene: CheckScene, more: Ports = {}) {
        const name = `${scene.random.word()}.test`;
        const behind = new Behind(scene);
        const port = await behind.listen(HOST);
        const routed = await openRouter(scene, { [name]: port, ...more });
        return { behind, routed, name };
      }
    });
  },
});

async function setting(scene: CheckScene) {
  const name = `Authority ${scene.random.word()}`;
  const [authority, forger]: Authority[] = await Promise.all([
    createAuthority(name),
    createAuthority(name),
  ]);
  if (authority === undefined || forger === undefined) throw new Error('No authority was made');
  const place = { host: '127.0.18.1', port: 0, name: `${scene.random.word()}.test` };
  return { authority, forger, place };
}

function ago(days: number): Date {
  return new Date(Date.now() - days * day);
}

/** An extension of a ClientHello. */
interface Extension {
  readonly type: number;
  readonly content: Buffer;
}

/** The shape of a ClientHello: lengths in bytes, but for the count of records and of ciphers. */
interface HelloOptions {
  readonly session?: number;
  readonly ciphers?: number;
  readonly compressions?: number;
  readonly first?: readonly Extension[];
  readonly last?: readonly Extension[];
  readonly records?: number;
}

/** A ClientHello as RFC 8446 has it, in its records. */
function makeHello(
  name: string | undefined,
  { session = 16, ciphers = 3, compressions = 1, first, last, records = 1 }: HelloOptions = {},
): Buffer {
  const sized = (bytes: Uint8Array, size: number) => {
    const length = Buffer.alloc(size);
    length.writeUIntBE(bytes.length, 0, size);
    return Buffer.concat([length, bytes]);
  };
  const entry = Buffer.concat([Buffer.from([0]), sized(Buffer.from(name ?? ''), 2)]);
  const sni = { type: 0, content: sized(entry, 2) };
  const other = { type: 43, content: Buffer.from([2, 3, 4]) };
  const all = [...(first ?? []), ...(name === undefined ? [] : [sni]), ...(last ?? []), other];
  const extensions = all.map(({ type, content }) => {
    const kind = Buffer.alloc(2);
    kind.writeUInt16BE(type);
    return Buffer.concat([kind, sized(content, 2)]);
  });
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    sized(Buffer.alloc(session, 22), 1),
    sized(Buffer.alloc(2 * ciphers, 0x13), 2),
    sized(Buffer.alloc(compressions), 1),
    sized(Buffer.concat(extensions), 2),
  ]);
  const message = Buffer.concat([Buffer.from([1]), sized(body, 3)]);
  const size = Math.ceil(message.length / records);
  const contents = Array.from({ length: records }, (_, place) =>
    message.subarray(place * size, (place + 1) * size),
  ).filter(({ length }) => length > 0);
  return Buffer.concat(contents.flatMap((content) => [Buffer.from([22, 3, 1]), sized(content, 2)]));
}

/** A server behind TLS, as a check sees it. */
class Site {
  readonly heard: string[] = [];
  readonly names: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server;

  constructor(
    scene: CheckScene,
    options: TlsOptions,
    answer: (client: Socket) => Promise<void> = async (client) => {
      client.end('I know a secret now');
    },
  ) {
    this.#server = createServer(options, (client) => {
      this.names.push(String(client.servername));
      let said = '';
      client.on('error', () => client.destroy());
      client.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said === text) this.heard.push(said);
        else this.heard[this.heard.length - 1] = said;
        if (text.endsWith('\n')) answer(client).catch(() => client.destroy());
      });
    });
    this.#server.on('tlsClientError', () => {
      // The client has found a certificate wrong, and has left.
    });
    this.#server.on('connection', (socket: Socket) => this.#sockets.add(socket));
    scene.cleanUp(() => this.close());
  }

  async listen(host: string): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** A client of TLS, as a check sees it. It sends its pieces one by one when it is connected. */
class Guest {
  readonly #scene: CheckScene;
  readonly #tcp: Socket;
  readonly #socket;
  readonly #chunks: Buffer[] = [];
  readonly #closed: Promise<void>;
  readonly #sent = Promise.withResolvers<void>();
  #code: string | undefined;

  constructor(scene: CheckScene, options: ConnectionOptions, pieces: readonly (string | Buffer)[]) {
    this.#scene = scene;
    this.#tcp = connectPlain(options.port ?? 0, options.host);
    this.#socket = connect({ ...options, socket: this.#tcp });
    this.#socket.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#code = error.code;
    });
    this.#closed = new Promise((resolve) => this.#socket.on('close', () => resolve()));
    this.#socket.on('secureConnect', () => {
      this.#send(pieces).then(this.#sent.resolve, this.#sent.reject);
    });
    this.#sent.promise.catch(() => {});
    scene.cleanUp(() => this.#socket.destroy());
  }

  get isOpen(): boolean {
    return !this.#socket.closed && !this.#socket.readableEnded;
  }

  /** Waits until the handshake is over and all pieces are sent. */
  async isReady(): Promise<void> {
    await this.#scene.returns(this.#sent.promise, 'the handshake of a member');
  }

  /** Waits for the end of the connection. */
  async ended(
    who = 'a client',
  ): Promise<{ readonly text: string; readonly code: string | undefined }> {
    if (!(await this.#scene.endsWithin(this.#closed, atOnce))) {
      const so = JSON.stringify(this.#text());
      expect.fail(`${who} had received ${so} and not the end of its connection after ${atOnce} ms`);
    }
    return { text: this.#text(), code: this.#code };
  }

  reset(): void {
    this.#tcp.resetAndDestroy();
  }

  async #send(pieces: readonly (string | Buffer)[]): Promise<void> {
    for (const piece of pieces) {
      this.#socket.write(piece);
      await this.#scene.settle();
    }
  }

  #text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

/** The server behind a router: it keeps the bytes of its connections. */
class Behind {
  readonly #scene: CheckScene;
  readonly #server = createPlainServer({ allowHalfOpen: true }, (socket) => this.#welcome(socket));
  #connections: { socket: Socket; chunks: Buffer[]; hasEnded: boolean }[] = [];

  constructor(scene: CheckScene) {
    this.#scene = scene;
    scene.cleanUp(async () => {
      this.#server.close();
      await this.reset();
    });
  }

  get count(): number {
    return this.#connections.length;
  }

  async listen(host: string): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Waits until the only connection has brought these bytes. */
  async received(due: Buffer, what: string): Promise<void> {
    const bytes = () => Buffer.concat(this.#connections[0]?.chunks ?? []);
    await this.#scene.eventually(
      () => bytes().length >= due.length,
      () =>
        `the server behind has received ${bytes().length} bytes in ${this.count} connections, and ${due.length} are due for ${what}`,
    );
    expect(this.count, `connections to the server behind, for ${what}`).to.equal(1);
    expect(bytes().equals(due), `whether the server behind received the bytes of ${what}`).to.equal(
      true,
    );
  }

  /** Waits until the client's direction has ended, while the other one is open. */
  async ended(when: string): Promise<void> {
    await this.#scene.eventually(
      () => this.#connections[0]?.hasEnded === true,
      () => `the server behind has not received the end of the stream, and ${when}`,
    );
  }

  async closed(when: string): Promise<void> {
    await this.#scene.eventually(
      () => this.#connections[0]?.hasEnded === true || this.#connections[0]?.socket.closed === true,
      () => `the connection to the server behind is open, and ${when}`,
    );
  }

  send(bytes: Buffer, { end = false } = {}): void {
    const socket = this.#connections[0]?.socket;
    socket?.write(bytes);
    if (end) socket?.end();
  }

  resetAll(): void {
    for (const { socket } of this.#connections) socket.resetAndDestroy();
  }

  /** Ends all connections, and forgets them. */
  async reset(): Promise<void> {
    for (const { socket } of this.#connections) socket.destroy();
    this.#connections = [];
    await this.#scene.settle();
  }

  #welcome(socket: Socket): void {
    const connection = { socket, chunks: [] as Buffer[], hasEnded: false };
    this.#connections.push(connection);
    socket.on('data', (chunk: Buffer) => connection.chunks.push(chunk));
    socket.on('end', () => {
      connection.hasEnded = true;
    });
    socket.on('error', () => {
      // 'close' follows.
    });
  }
}
