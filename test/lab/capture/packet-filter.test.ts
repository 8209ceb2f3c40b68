import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { capture } from '../../../lib/lab/capture/capture-packets.ts';
import { kernelFilter } from '../../../lib/lab/capture/flow-filter.ts';
import { passPorts } from '../../../lib/lab/capture/packet-filter.ts';
import { PacketTap } from '../../../lib/lab/capture/packet-tap.ts';
import { openLesson } from '../../../lib/lab/lesson.ts';
import { Addrinfo, AF_INET, SOCK_DGRAM, Socket } from '../../../lib/socket/index.ts';
import { holdAddresses } from '../../hold-address.ts';
import { packetSockets, program } from '../needs.ts';

/** Two ends that talk in another process, over a connection that exists before its name is printed. */
const talkers = `
  const net = require('net');
  const address = process.argv[1];
  const server = net.createServer((socket) => socket.pipe(socket)).listen(0, address, () => {
    const client = net.connect(server.address().port, address, () => {
      client.once('data', () => console.log(server.address().port));
      client.write('x');
      process.stdin.on('data', (line) => {
        client.once('data', () => console.log('answered'));
        client.write('x');
      });
    });
  });`;

class Talkers implements Disposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(address: string) {
    this.#child = spawn(process.execPath, ['-e', talkers, address], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdout } = this.#child;
    if (!stdout) throw new Error('no pipe');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** The port of the listening end, once both are connected. */
  async port(): Promise<number> {
    return Number((await this.#lines.next()).value);
  }

  /** Has them say something, and waits until the other end has answered. */
  async talk(): Promise<void> {
    this.#child.stdin?.write('x');
    await this.#lines.next();
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}

describe('the filter in the kernel', () => {
  holdAddresses(114, 115);
  const HOST = '127.0.114.1';

  before(packetSockets);
  before(() => {
    openLesson(114);
  });

  for (const [address, family] of [
    ['127.0.115.1', 'IPv4'],
    ['::1', 'IPv6'],
  ] as const) {
    it(`leaves out the connections of other processes, ${family}`, async () => {
      using strangers = new Talkers(address);
      const port = await strangers.port();
      const tap = await PacketTap.open('lo', kernelFilter({}));
      const all = await PacketTap.open('lo');
      const portsOf = ({ packets }: PacketTap) =>
        packets.flatMap(({ source, destination }) => [source.port, destination.port]);
      // A capture of everything may lose packets where others send many.
      do {
        await strangers.talk();
        await all.caughtUp();
      } while (!portsOf(all).includes(port));
      await tap.caughtUp();
      await tap.close();
      await all.close();
      expect(portsOf(tap)).not.to.include(port);
    });
  }

  it('with a port leaves out all others', async () => {
    using strangers = new Talkers('127.0.115.1');
    const port = await strangers.port();
    using receiver = new Socket(AF_INET, SOCK_DGRAM);
    receiver.bind(Addrinfo.udp(HOST, 4921));
    const tap = await PacketTap.open('lo', kernelFilter({ port: 4921 }));
    await strangers.talk();
    const server = net.createServer((socket) => socket.end('bye')).listen(4921, HOST);
    await once(net.connect(4921, HOST).resume(), 'close');
    server.close();
    await receiver.sendTo('hello', receiver.localAddress);
    await tap.caughtUp();
    await tap.close();
    const protocols = new Set(tap.packets.map(({ protocol }) => protocol));
    expect([...protocols]).to.have.members(['tcp', 'udp']);
    const ports = tap.packets.map(({ source, destination }) => [source.port, destination.port]);
    expect(ports.every((ends) => ends.includes(4921))).to.equal(true);
    expect(ports.flat()).not.to.include(port);
  });

  it('leaves out packets that passed before it was there, too', async () => {
    const send = `require('node:dgram').createSocket('udp4').send('x', 4923, '127.0.115.1', process.exit)`;
    const tap = await PacketTap.open('lo', (ownPort) => {
      execFileSync(process.execPath, ['-e', send]);
      return passPorts([4921, ownPort]);
    });
    await tap.caughtUp();
    await tap.close();
    expect(tap.packets).to.deep.equal([]);
  });

  it('with a port takes the error that a datagram comes back with', async () => {
    const packets = await capture(
      async () => {
        using sender = new Socket(AF_INET, SOCK_DGRAM);
        await sender.sendTo('ping', Addrinfo.udp(HOST, 4922));
      },
      { port: 4922 },
    );
    expect(packets.lines.map(({ label }) => label)).to.deep.equal([
      'UDP 4 B "ping"',
      'ICMP port unreachable',
    ]);
  });
});

describe('a capture in company', () => {
  holdAddresses(115);

  before(packetSockets);
  before(() => {
    openLesson(0);
  });

  it('of lesson 0, whose address all clients have, shows its own packets only', async () => {
    using strangers = new Talkers('127.0.115.1');
    const code = `const net = require('net');
      const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
        net.connect(server.address().port, '127.0.0.1').resume().on('close', () => server.close());
      });`;
    await strangers.port();
    const server = net.createServer((socket) => socket.end('bye')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const packets = await capture(async () => {
      execFileSync(process.execPath, ['-e', code]);
      await strangers.talk();
      await once(net.connect(port, '127.0.0.1').resume(), 'close');
    });
    server.close();
    expect(packets.packets).not.to.have.length(0);
    const isOwn = packets.packets.every(({ source, destination }) =>
      [source.port, destination.port].includes(port),
    );
    expect(isOwn).to.equal(true);
  });

  it('does not take the same port of another lesson for its own', async () => {
    const code = `const net = require('net');
      const server = net.createServer((socket) => socket.end()).listen(4923, '127.0.115.1', () => {
        net.connect(4923, '127.0.115.1').resume().on('close', () => server.close());
      });`;
    const packets = await capture(() => execFileSync(process.execPath, ['-e', code]), {
      port: 4923,
    });
    expect(packets.packets).to.have.length(0);
  });

  it('says how many packets came too fast to be kept', async () => {
    using receiver = new Socket(AF_INET, SOCK_DGRAM);
    receiver.bind(Addrinfo.udp('127.0.0.1', 0));
    using sender = new Socket(AF_INET, SOCK_DGRAM);
    const sent: Promise<unknown>[] = [];
    const packets = await capture(() => {
      // All in one turn of the event loop, so that nothing of it is read meanwhile.
      const data = Buffer.alloc(60_000);
      for (let i = 0; i < 4000; i++) sent.push(sender.sendTo(data, receiver.localAddress));
    });
    await Promise.all(sent);
    expect(inspect(packets)).to.match(
      /\n\d+ packets came faster than they could be kept, and are lost/,
    );
  }).timeout(20_000);

  it('needs CAP_NET_RAW and nothing more', function () {
    program('setpriv').call(this);
    const code = `
      import { capture, openLesson, netcat } from '${pathToFileURL(`${courseRoot}/lib/dist/index.js`)}';
      openLesson(115);
      const packets = await capture(() => netcat('127.0.115.1', 4924).catch(() => 1));
      console.log(packets.isRecording, packets.lines[0].label);`;
    const keep = '-all,+net_raw';
    const drop = [`--bounding-set=${keep}`, `--inh-caps=${keep}`, process.execPath];
    const output = execFileSync('setpriv', [...drop, '--input-type=module', '-e', code], {
      encoding: 'utf8',
    });
    expect(output).to.equal('false SYN seq 0\n');
  }).timeout(20_000);
});
