/** The hidden checks of exercise 01. */

import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
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
  functions: { packAddress: true, unpackAddress: true, findServer: true, openPorts: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: packAddress', () => {
      it('has the family in the order of the machine, and zeros where nothing stands', {
        points: 1,
        hints: [
          'How many bytes has your result, and what do its first two say?',
          'The family never leaves the machine, so its low byte comes first. A DataView writes the high byte first unless it is told otherwise.',
          'packed.writeUInt16LE(AF_INET, 0); or view.setUint16(0, AF_INET, true);',
        ],
      }, async ({ random }) => {
        // Both bytes of the port and all octets are alike: no order matters but the family's.
        const byte = random.integer(1, 223);
        const endpoint = { host: Array(4).fill(byte).join('.'), port: byte * 257 };
        await packed(endpoint);
      });

      it('has the port in the order of the network', {
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
        points: 1,
        hints: [
          'Did your function throw, is all of its answer wrong, or the port alone?',
          'If it is the port alone, look at the order of its bytes. If it threw, or nothing is right, look at where it begins to read: sockaddr.buffer may hold more than sockaddr.',
          "{ host: sockaddr.subarray(4, 8).join('.'), port: view.getUint16(2) }",
        ],
      }, async ({ random }) => {
        for (const port of [443, unevenPort(random), 65_535]) {
          await unpacked({ host: anyHost(random), port });
        }
      });

      it('reads the bytes it was given, wherever in the memory they lie', {
        points: 1,
        hints: [
          'Does your function look at sockaddr, or at sockaddr.buffer?',
          'A Uint8Array may be a window into a larger buffer. A DataView has to be told where the window begins.',
          'new DataView(sockaddr.buffer, sockaddr.byteOffset, sockaddr.byteLength)',
        ],
      }, async ({ random }) => {
        await unpacked({ host: anyHost(random), port: unevenPort(random) }, random.integer(1, 40));
      });

      it('refuses what is no IPv4 address', {
        points: 1,
        hints: [
          'What does your function return for the 28 bytes of an IPv6 address?',
          'Look at the family first: 2 is AF_INET, 10 is AF_INET6. And count the bytes.',
          "if (sockaddr.length < 16 || family !== AF_INET) throw new RangeError('...');",
        ],
      }, async (scene) => {
        const endpoint = { host: anyHost(scene.random), port: unevenPort(scene.random) };
        const ipv6 = Buffer.alloc(28);
        ipv6.set([10, 0, 1, 187], 0);
        ipv6[23] = 1;
        await refused(scene, ipv6);
        await refused(scene, sockaddr(endpoint).subarray(0, 6));
        // The right number of bytes, and the family of something else.
        const other = sockaddr(endpoint);
        other[0] = scene.random.integer(3, 9);
        await refused(scene, other);
      });
    });

    describe('Task 3: findServer', () => {
      it('finds the server where it should be', {
        points: 1,
        hints: [
          'Which of the two ports does your function try first, and what does it do if nobody is there? Is each socket closed, whether it was connected or refused?',
          'Connect to the port itself. If that fails, go on; if both fail, return undefined.',
          'return await client.connect(Addrinfo.tcp(host, port)).then(() => true, () => false);',
        ],
      }, async (scene) => {
        const port = await unevenFreePort(scene);
        const before = scene.openSockets();
        expect(
          await learner.findServer(HOST, port),
          `findServer("${HOST}", ${port}) while nobody listens`,
        ).to.equal(undefined);
        await listen(scene, port);
        expect(
          await learner.findServer(HOST, port),
          `findServer("${HOST}", ${port}) while a server listens on ${port}`,
        ).to.equal(port);
        await listen(scene, swapped(port));
        expect(
          await learner.findServer(HOST, port),
          `findServer("${HOST}", ${port}) while servers listen on ${port} and on ${swapped(port)}`,
        ).to.equal(port);
        await scene.noMoreSocketsThan(before);
      });

      it('finds the server whose author forgot the byte order', {
        points: 1,
        hints: [
          'Write the port in hexadecimal, with four digits. Where is the second half?',
          'The low byte becomes the high one: 0x1181 becomes 0x8111.',
          'const swapped = (port % 256) * 256 + Math.floor(port / 256);',
        ],
      }, async (scene) => {
        const port = await unevenFreePort(scene);
        const before = scene.openSockets();
        await listen(scene, port);
        expect(
          await learner.findServer(HOST, swapped(port)),
          `findServer("${HOST}", ${swapped(port)}) while a server listens on ${port}`,
        ).to.equal(port);
        await scene.noMoreSocketsThan(before);
      });
    });

    describe('Task 4: openPorts', () => {
      it('finds every open port, the first and the last included', {
        points: 1,
        hints: [
          'Which ports are missing from your list, or too many in it?',
          'The range includes both its ends, and a port that refuses is no reason to stop.',
          'for (let port = first; port <= last; port++)',
        ],
      }, async (scene) => {
        const { range, open } = await doors(scene);
        expect(await learner.openPorts(HOST, range), called(range)).to.deep.equal(open);
      });

      it('leaves no socket open', {
        points: 1,
        hints: [
          'What happens to the socket after a connect that failed, and after one that succeeded?',
          'Both must be closed. A declaration with using closes its socket at the end of each turn of the loop.',
          'using client = new Socket(AF_INET, SOCK_STREAM);',
        ],
      }, async (scene) => {
        const { range, open } = await doors(scene);
        const before = scene.openSockets();
        const found = await learner.openPorts(HOST, range);
        expect(found.length, `the number of ports of ${called(range)}`).to.equal(open.length);
        await scene.noMoreSocketsThan(before);
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
    async function unpacked(endpoint: Endpoint, offset = 0): Promise<void> {
      const bytes = sockaddr(endpoint);
      const room = Buffer.alloc(offset + bytes.length, 0xee);
      room.set(bytes, offset);
      const found = await learner.unpackAddress(room.subarray(offset));
      expect(found, `unpackAddress of ${show(bytes)}`).to.deep.equal(endpoint);
    }

    async function refused({ errorOf }: CheckScene, bytes: Uint8Array): Promise<void> {
      const call = learner.unpackAddress(bytes);
      const returned = await call.catch(() => undefined);
      const what = `what unpackAddress returned for ${show(bytes)}, where an error was due`;
      expect(returned, what).to.equal(undefined);
      await errorOf(call);
    }

    function called({ first, last }: PortRange): string {
      return `openPorts("${HOST}", { first: ${first}, last: ${last} })`;
    }

    /** Servers on some ports of a small range, its ends among them. */
    async function doors(scene: CheckScene) {
      const { random } = scene;
      const first = await scene.freePort();
      const last = first + random.integer(20, 40);
      const inner = [random.integer(first + 2, first + 9), random.integer(first + 10, last - 2)];
      for (const port of [first, ...inner, last]) await listen(scene, port);
      const open: number[] = [];
      // Others may have servers in this range; they count as well.
      for (let port = first; port <= last; port += 1) if (await answers(port)) open.push(port);
      return { range: { first, last }, open };
    }

    /** Starts a server of the harness; where one is already, that will do. */
    async function listen({ cleanUp }: CheckScene, port: number): Promise<void> {
      const server = createServer((connection) => connection.destroy());
      const started = Promise.withResolvers<void>();
      server.on('listening', started.resolve);
      server.on('error', () => started.resolve());
      server.listen(port, HOST);
      await started.promise;
      cleanUp(() => server.close());
    }

    async function answers(port: number): Promise<boolean> {
      const client = createConnection({ host: HOST, port });
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
     * neither takes a privilege, and the system gives neither to a client.
     */
    async function unevenFreePort(scene: CheckScene): Promise<number> {
      for (;;) {
        const port = await scene.freePort();
        const other = swapped(port);
        if (other === port || other < 1024 || other >= 32_768) continue;
        if (!(await answers(other))) return port;
      }
    }
  },
});

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
