/** The hidden checks of exercise 01. */

import { type EventEmitter, once } from 'node:events';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { expect } from 'chai';
import { type CheckScene, defineExercise } from 'wirebook/exercise';

interface Contract {
  readonly packAddress: (host: string, port: number) => Uint8Array;
  readonly unpackAddress: (sockaddr: Uint8Array) => Endpoint;
  readonly findServer: (host: string, port: number) => Promise<number | undefined>;
  readonly openPorts: (host: string, range: PortRange) => Promise<number[]>;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface PortRange {
  readonly first: number;
  readonly last: number;
}

export default defineExercise<Contract>({
  name: '01-sockets-and-addresses',
  unguarded: [
    'Be ready for two things',
    'A colleague',
    'You suspect',
    'The tests never noticed',
    'Why does the bug not show',
    'finds out',
    'It returns',
  ],
  functions: { packAddress: true, unpackAddress: true, findServer: true, openPorts: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: packAddress', () => {
      it('has the family in the order of the machine, and zeros where nothing stands', {
        guards: ['returns the 16 bytes of an IPv4 sockaddr', '8 to 15 | zeros', 'Do it by hand'],
        points: 1,
        hints: [
          'How many bytes has your result, and what do its first two say?',
          'The family never leaves the machine, so its low byte comes first. A DataView writes the high byte first unless it is told otherwise.',
          'packed.writeUInt16LE(AF_INET, 0); or view.setUint16(0, AF_INET, true);',
        ],
      }, async ({ byHand, random }) => {
        // Both bytes of the port and all octets are alike: no order matters but the family's.
        const byte = random.integer(1, 223);
        const endpoint = { host: Array(4).fill(byte).join('.'), port: byte * 257 };
        await byHand('Addrinfo', () => packed(endpoint));
      });

      it('has the port in the order of the network', {
        guards: ['2 and 3 | the port'],
        points: 1,
        hints: [
          'In which order do the two bytes of a number stand when it travels?',
          'The high byte first: port 4481 is 0x1181, and stands as 11 81.',
          'packed.writeUInt16BE(port, 2); or packed[2] = port >> 8; packed[3] = port & 0xff;',
        ],
      }, async ({ random }) => {
        const byte = random.integer(1, 223);
        const host = Array(4).fill(byte).join('.');
        for (const port of [80, unevenPort(random), 65_280]) {
          await packed({ host, port }, { from: 2, to: 4 });
        }
      });

      it('has the octets in the order in which people write them', {
        guards: ['4 to 7 | the four octets'],
        points: 1,
        hints: [
          'Which octet stands first in the text, and which in your bytes?',
          'The octets stand as they are written: one byte each, from byte 4 on. Each is a number, not text.',
          "packed.set(host.split('.').map(Number), 4);",
        ],
      }, async ({ random }) => {
        for (const host of ['127.0.1.1', anyHost(random), anyHost(random)]) {
          await packed({ host, port: random.integer(0, 255) * 257 }, { from: 4, to: 8 });
        }
      });
    });

    describe('Task 2: unpackAddress', () => {
      it('finds address and port in the bytes', {
        guards: ['it returns `{ host, port }`'],
        points: 1,
        hints: [
          'Did your function throw, is all of its answer wrong, or the port alone?',
          'If it is the port alone, look at the order of its bytes. If it threw, or nothing is right, look at where it begins to read: sockaddr.buffer may hold more than sockaddr.',
          "{ host: sockaddr.subarray(4, 8).join('.'), port: view.getUint16(2) }",
        ],
      }, async (scene) => {
        for (const port of [443, unevenPort(scene.random), 65_535]) {
          await unpacked(scene, { host: anyHost(scene.random), port });
        }
      });

      it('reads the bytes it was given, wherever in the memory they lie', {
        guards: ['a part of a larger buffer'],
        points: 1,
        hints: [
          'Does your function look at sockaddr, or at sockaddr.buffer?',
          'A Uint8Array may be a window into a larger buffer. A DataView has to be told where the window begins.',
          'new DataView(sockaddr.buffer, sockaddr.byteOffset, sockaddr.byteLength)',
        ],
      }, async (scene) => {
        const { random } = scene;
        const endpoint = { host: anyHost(random), port: unevenPort(random) };
        await unpacked(scene, endpoint, random.integer(1, 40));
      });

      it('refuses what is no IPv4 address', {
        guards: ['another family than `AF_INET`, or fewer than 16 bytes', 'Then throw an error'],
        points: 1,
        hints: [
          'What does your function return for the 28 bytes of an IPv6 address? For 15 bytes? And how many bytes has the family?',
          'Look at both bytes of the family: together they are 2 for AF_INET, 10 for AF_INET6. And count the bytes of sockaddr, not those of its buffer.',
          "if (sockaddr.length < 16 || family !== AF_INET) throw new RangeError('...');",
        ],
      }, async (scene) => {
        const endpoint = { host: anyHost(scene.random), port: unevenPort(scene.random) };
        const ipv6 = Buffer.alloc(28);
        ipv6.set([10, 0, 1, 187], 0);
        ipv6[23] = 1;
        await refused(scene, ipv6);
        await refused(scene, sockaddr(endpoint).subarray(0, 6));
        await refused(scene, sockaddr(endpoint).subarray(0, 15));
        // The right number of bytes, and one byte of the family that says something else.
        for (const place of [0, 1]) {
          const other = sockaddr(endpoint);
          other[place] = scene.random.integer(3, 9);
          await refused(scene, other);
        }
      });
    });

    describe('Task 3: findServer', () => {
      it('finds the server where it should be', {
        guards: [
          'if a TCP server answers there',
          'if nobody answers at either',
          'When it returns, no socket is left open',
        ],
        points: 1,
        hints: [
          'Which of the two ports does your function try first, and what does it do if nobody is there? Is each socket closed, whether it was connected or refused?',
          'Connect to the port itself. If that fails, go on; if both fail, return undefined.',
          'return await client.connect(Addrinfo.tcp(host, port)).then(() => true, () => false);',
        ],
      }, async (scene) => {
        const speaking = await unevenFreePort(scene);
        await speakFrom(scene, { host: HOST, port: speaking });
        const port = await unevenFreePort(scene);
        const before = scene.openSockets();
        expect(
          await learner.findServer(HOST, port),
          `findServer("${HOST}", ${port}) while nobody listens`,
        ).to.equal(undefined);
        expect(
          await learner.findServer(HOST, speaking),
          `findServer("${HOST}", ${speaking}) while a client has that port, and nobody listens`,
        ).to.equal(undefined);
        await listen(scene, { port });
        expect(
          await learner.findServer(HOST, port),
          `findServer("${HOST}", ${port}) while a server listens on ${port}`,
        ).to.equal(port);
        await listen(scene, { port: swapped(port) });
        expect(
          await learner.findServer(HOST, port),
          `findServer("${HOST}", ${port}) while servers listen on ${port} and on ${swapped(port)}`,
        ).to.equal(port);
        await scene.noMoreSocketsWhen(before, 'findServer had returned');
      });

      it('finds the server whose author forgot the byte order', {
        guards: ['with its two bytes swapped'],
        points: 1,
        hints: [
          'Write the port in hexadecimal, with four digits. Where is the second half?',
          'The low byte becomes the high one: 0x1181 becomes 0x8111.',
          'const swapped = (port % 256) * 256 + Math.floor(port / 256);',
        ],
      }, async (scene) => {
        const port = await unevenFreePort(scene);
        const before = scene.openSockets();
        await listen(scene, { port });
        expect(
          await learner.findServer(HOST, swapped(port)),
          `findServer("${HOST}", ${swapped(port)}) while a server listens on ${port}`,
        ).to.equal(port);
        await scene.noMoreSocketsWhen(before, 'findServer had returned');
      });
    });

    describe('Task 4: openPorts', () => {
      it('finds every open port, the first and the last included', {
        guards: ['in ascending order'],
        points: 1,
        hints: [
          'Which ports are missing from your list, or too many in it? Are they in order?',
          'The range includes both its ends, and a port that refuses is no reason to stop. sort() alone sorts numbers as texts: 10000 before 9999.',
          'for (let port = first; port <= last; port++)',
        ],
      }, async (scene) => {
        const { host, range, open } = await doors(scene);
        // Whoever knocks at all ports at the same time hears from this one last.
        const slow = open[1] === 9994 ? 9995 : 9994;
        await scene.slowPort({ host, port: slow });
        expect(
          await learner.openPorts(host, range),
          `openPorts("${host}", { first: ${range.first}, last: ${range.last} }), where ${slow} answers after a second,`,
        ).to.deep.equal([...open, slow].sort((a, b) => a - b));
      });

      it('leaves no socket open', {
        guards: ['It leaves no socket open'],
        points: 1,
        hints: [
          'What happens to the socket after a connect that failed, and after one that succeeded?',
          'Both must be closed. A declaration with using closes its socket at the end of each turn of the loop.',
          'using client = new Socket(AF_INET, SOCK_STREAM);',
        ],
      }, async (scene) => {
        const { host, range } = await doors(scene);
        const before = scene.openSockets();
        const found = await learner.openPorts(host, range);
        expect(found.length, 'the number of open ports that openPorts found').to.be.at.least(1);
        await scene.noMoreSocketsWhen(before, 'openPorts had returned');
      });
    });

    /** Compares the bytes from `from` to `to` of what was packed. */
    async function packed(endpoint: Endpoint, { from, to } = { from: 0, to: 16 }): Promise<void> {
      const { host, port } = endpoint;
      const bytes = await learner.packAddress(host, port);
      expect(bytes, `packAddress("${host}", ${port})`).to.be.instanceOf(Uint8Array);
      const which = to === 16 ? '' : `bytes ${from} to ${to - 1} of `;
      expect(
        Buffer.from(to === 16 ? bytes : bytes.subarray(from, to)),
        `${which}packAddress("${host}", ${port})`,
      ).to.deep.equal(sockaddr(endpoint).subarray(from, to));
    }

    /** Hands over the bytes of an endpoint that begin `offset` bytes into a larger buffer. */
    async function unpacked(
      { errorOf }: CheckScene,
      endpoint: Endpoint,
      offset = 0,
    ): Promise<void> {
      const bytes = sockaddr(endpoint);
      const room = Buffer.alloc(offset + bytes.length, 0xee);
      room.set(bytes, offset);
      const call = learner.unpackAddress(room.subarray(offset));
      // Between processes bytes travel in messages, so they are always a part of a larger buffer.
      const what = `unpackAddress of ${show(bytes)}, which are a part of a larger buffer: sockaddr.byteOffset is not 0`;
      const found = await call.catch(async () => {
        const { name, message } = await errorOf(call);
        expect.fail(`${what}. It threw ${name}: ${message}`);
      });
      expect(found, what).to.deep.equal(endpoint);
    }

    async function refused({ errorOf }: CheckScene, bytes: Uint8Array): Promise<void> {
      const { length } = bytes;
      await errorOf(
        learner.unpackAddress(bytes),
        `unpackAddress of the ${length} bytes ${show(bytes)}, ${length < 16 ? 'which are too few' : 'whose family is not AF_INET'},`,
      );
    }

    /**
     * Servers on some ports of a small range, its ends among them, and a client on another port. The
     * range holds numbers of four and of five digits, so it is always the same: an address that other
     * checks do not use keeps it free.
     */
    async function doors(scene: CheckScene) {
      const { random } = scene;
      const host = strangeHost();
      const [first, last] = [random.integer(9980, 9990), random.integer(10_010, 10_020)];
      const open = [first, random.integer(9995, 9999), random.integer(10_000, 10_005), last];
      for (const port of open) await listen(scene, { host, port });
      await speakFrom(scene, { host, port: 9993 });
      const found: number[] = [];
      // Servers of others that listen at every address count as well.
      for (let port = first; port <= last; port += 1) {
        if (await answers(port, host)) found.push(port);
      }
      return { host, range: { first, last }, open: found };
    }

    /** Starts a server of the harness; where one is already, that will do. */
    async function listen(
      { cleanUp }: CheckScene,
      { host = HOST, port }: { readonly host?: string; readonly port: number },
    ): Promise<void> {
      const server = createServer((connection) => connection.destroy());
      await startOrFail(server.listen(port, host), 'listening');
      cleanUp(() => server.close());
    }

    /** Connects a client that has the port for its own: the port is taken, and nobody listens at it. */
    async function speakFrom({ cleanUp }: CheckScene, { host, port }: Endpoint): Promise<void> {
      const server = createServer((connection) => connection.resume()).listen(0, host);
      await once(server, 'listening');
      const { port: there } = server.address() as AddressInfo;
      const client = createConnection({ host, port: there, localAddress: host, localPort: port });
      await startOrFail(client, 'connect');
      cleanUp(() => {
        client.destroy();
        server.close();
      });
    }

    /** Waits for an event, or for the error of a port that somebody else has: it will do as it is. */
    async function startOrFail(starting: EventEmitter, event: string): Promise<void> {
      const started = Promise.withResolvers<void>();
      starting.on(event, started.resolve);
      starting.on('error', () => started.resolve());
      await started.promise;
    }

    async function answers(port: number, host = HOST): Promise<boolean> {
      const client = createConnection({ host, port });
      try {
        await once(client, 'connect');
        return true;
      } catch {
        // Refused: nobody listens there.
        return false;
      } finally {
        client.destroy();
      }
    }

    /**
     * A port that is another one when its bytes are swapped; nobody listens at either, and anybody may:
     * neither takes a privilege, and the system gives neither to a client. The other one has only three
     * digits in hexadecimal, so that they cannot be cut in two.
     */
    async function unevenFreePort(scene: CheckScene): Promise<number> {
      for (;;) {
        const port = await scene.freePort();
        const other = swapped(port);
        if (other < 1024 || other >= 4096) continue;
        if (!(await answers(other))) return port;
      }
    }
  },
});

/** A loopback address that nothing else uses. Random for every run, unlike what a seed repeats. */
function strangeHost(): string {
  const octet = () => 1 + Math.floor(250 * Math.random());
  return `127.${100 + Math.floor(150 * Math.random())}.${octet()}.${octet()}`;
}

function show(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
}

function sockaddr({ host, port }: Endpoint): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(2, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.set(host.split('.').map(Number), 4);
  return bytes;
}

function swapped(port: number): number {
  return ((port & 0xff) << 8) | (port >> 8);
}

/** A port with two different bytes, one of them above 127. */
function unevenPort(random: CheckScene['random']): number {
  return random.integer(1, 127) * 256 + random.integer(128, 255);
}

function anyHost(random: CheckScene['random']): string {
  const octets = [random.integer(1, 99), random.integer(100, 199), random.integer(200, 255)];
  return [...octets, random.integer(0, 99)].join('.');
}
