import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { jupyterDisplay } from '../../../lib/lab/base/picture.ts';
import type { Capture } from '../../../lib/lab/capture/capture.ts';
import { capture } from '../../../lib/lab/capture/capture-packets.ts';
import { participants } from '../../../lib/lab/capture/tcp-stream.ts';
import { syscalls } from '../../../lib/lab/syscalls/syscalls.ts';
import {
  Addrinfo,
  AF_INET,
  SHUT_WR,
  SO_LINGER,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from '../../../lib/socket/index.ts';
import { packetSockets, program } from '../needs.ts';
import { useLesson } from '../use-lesson.ts';

describe('capture', () => {
  const { HOST } = useLesson(109);

  before(packetSockets);

  /** A server that answers one request and closes after the client has. */
  async function exchange(port: number): Promise<void> {
    using listener = new Socket(AF_INET, SOCK_STREAM);
    listener.bind(Addrinfo.tcp(HOST, port));
    listener.listen();
    using client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(Addrinfo.tcp(HOST, port));
    const [accepted] = await listener.accept();
    using server = accepted;
    await client.sendAll('hello');
    await server.recv();
    client.shutdown(SHUT_WR);
    await server.recv();
  }

  it("takes the end at the lesson's address for the server where no handshake was captured", async () => {
    using listener = new Socket(AF_INET, SOCK_STREAM);
    listener.bind(Addrinfo.tcp(HOST, 0));
    listener.listen();
    using client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(listener.localAddress);
    const [accepted] = await listener.accept();
    using server = accepted;
    const packets = await capture(() => server.sendAll('first'));
    const [, second] = participants(packets.lines);
    expect(second).to.deep.equal({ name: String(server.localAddress), role: 'server' });
    expect(packets.lines[0]).to.include({ from: String(server.localAddress) });
  });

  it('shows handshake, data and end of a connection, with numbers that begin at 0', async () => {
    const packets = await capture(() => exchange(4901));
    expect(labels(packets)).to.deep.equal([
      'client: SYN seq 0',
      'server: SYN, ACK seq 0 ack 1',
      'client: ACK seq 1 ack 1',
      'client: seq 1 ack 1 5 B "hello"',
      'server: ACK seq 1 ack 6',
      'client: FIN, ACK seq 6 ack 1',
      'server: FIN, ACK seq 1 ack 7',
      'client: ACK seq 7 ack 2',
    ]);
    const [syn] = packets.packets;
    expect(syn?.tcp?.options.map(({ name }) => name)).to.deep.equal([
      'mss',
      'sack permitted',
      'timestamps',
      'window scale',
    ]);
  });

  it('tells when each packet passed, the first ones too', async () => {
    for (let run = 0; run < 3; run++) {
      const { lines } = await capture(() => exchange(4911));
      const times = lines.map(({ at }) => at);
      expect(times).to.deep.equal([...times].sort((a, b) => a - b));
    }
  });

  it('shows a reset, and a connection that is refused', async () => {
    const packets = await capture(async () => {
      using listener = new Socket(AF_INET, SOCK_STREAM);
      listener.bind(Addrinfo.tcp(HOST, 4902));
      listener.listen();
      using client = new Socket(AF_INET, SOCK_STREAM);
      await client.connect(Addrinfo.tcp(HOST, 4902));
      client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
      client.close();
      using late = new Socket(AF_INET, SOCK_STREAM);
      listener.close();
      await late.connect(Addrinfo.tcp(HOST, 4902)).catch(() => undefined);
    });
    const all = labels(packets);
    expect(all.at(3)).to.equal('client: RST, ACK seq 1 ack 1');
    expect(all.slice(4)).to.deep.equal(['client: SYN seq 0', 'server: RST, ACK seq 1 ack 1']);
  });

  it('shows datagrams', async () => {
    const packets = await capture(async () => {
      using receiver = new Socket(AF_INET, SOCK_DGRAM);
      receiver.bind(Addrinfo.udp(HOST, 4903));
      using sender = new Socket(AF_INET, SOCK_DGRAM);
      await sender.sendTo('ping', receiver.localAddress);
      await receiver.recvFrom();
    });
    expect(labels(packets)).to.deep.equal(['client: UDP 4 B "ping"']);
  });

  it('shows where a datagram was refused', async () => {
    const packets = await capture(async () => {
      using sender = new Socket(AF_INET, SOCK_DGRAM);
      await sender.sendTo('ping', Addrinfo.udp(HOST, 4910));
    });
    expect(labels(packets)).to.deep.equal([
      'client: UDP 4 B "ping"',
      'server: ICMP port unreachable',
    ]);
  });

  it('shows IPv6, and sockets of Node that came and went meanwhile', async () => {
    const packets = await capture(async () => {
      const server = net.createServer((socket) => socket.end('bye')).listen(0, '::1');
      await once(server, 'listening');
      const { port } = server.address() as net.AddressInfo;
      await once(net.connect(port, '::1').resume(), 'close');
      server.close();
    });
    expect(labels(packets)[0]).to.equal('client: SYN seq 0');
    expect(packets.packets.every(({ version }) => version === 6)).to.equal(true);
  });

  it('leaves out strangers', async () => {
    const code = `const net = require('net');
      const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
        net.connect(server.address().port, '127.0.0.1').resume().on('close', () => server.close());
      });`;
    const packets = await capture(async () => {
      execFileSync(process.execPath, ['-e', code]);
      await exchange(4904);
    });
    expect(
      packets.packets.every(({ source, destination }) =>
        [source.port, destination.port].includes(4904),
      ),
    ).to.equal(true);
    const other = await capture(() => exchange(4905), { port: 4904 });
    expect(other.packets).to.have.length(0);
    expect(inspect(other)).to.equal('No packets.');
  });

  it('leaves out a stranger that talks to the very port of a client, after its end too', async () => {
    const packets = await capture(async () => {
      using listener = new Socket(AF_INET, SOCK_STREAM);
      listener.bind(Addrinfo.tcp('127.0.0.1', 0));
      listener.listen();
      using client = new Socket(AF_INET, SOCK_STREAM);
      await client.connect(listener.localAddress);
      const [accepted] = await listener.accept();
      using server = accepted;
      server.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
      server.close();
      const knock = `require('net').connect(${client.localAddress.ipPort}, '127.0.0.1')
        .on('error', () => {});`;
      execFileSync(process.execPath, ['-e', knock]);
      client.close();
      execFileSync(process.execPath, ['-e', knock]);
    });
    expect(labels(packets)).to.deep.equal([
      'client: SYN seq 0',
      'server: SYN, ACK seq 0 ack 1',
      'client: ACK seq 1 ack 1',
      'server: RST, ACK seq 1 ack 1',
    ]);
  });

  it("shows the clients of the lesson's server over a socket of both families", async () => {
    const packets = await capture(async () => {
      const server = net.createServer((socket) => socket.end('bye')).listen(0, '::');
      await once(server, 'listening');
      const { port } = server.address() as net.AddressInfo;
      const ask = `require('net').connect(${port}, '127.0.0.1').resume();`;
      await once(spawn(process.execPath, ['-e', ask]), 'exit');
      server.close();
    });
    expect(labels(packets)).to.include('server: seq 1 ack 1 3 B "bye"');
  });

  it('does not show in the system calls of the lesson', async () => {
    const trace = await syscalls(() => capture(() => exchange(4906)));
    expect(trace.calls.map(({ name }) => name)).not.to.include('recvmsg');
    expect(trace.calls.map(({ args }) => args.join())).not.to.include('SOL_PACKET');
  });

  it('agrees with Wireshark about every field it shows', async function () {
    program('tshark').call(this);
    const packets = await capture(() => exchange(4907));
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-capture-'));
    const file = join(folder, 'exchange.pcap');
    packets.save(file);
    const fields = [
      'ip.src',
      'tcp.srcport',
      'tcp.seq',
      'tcp.ack',
      'tcp.window_size_value',
      'tcp.len',
    ];
    const args = ['-r', file, '-Tfields', ...fields.flatMap((field) => ['-e', field])];
    const output = execFileSync('tshark', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    rmSync(folder, { recursive: true });
    const ours = packets.lines.map(({ packet, sequence, acknowledgment = 0 }) =>
      [
        packet.source.address,
        packet.source.port,
        sequence,
        acknowledgment,
        packet.tcp?.window,
        packet.payloadLength,
      ].join('\t'),
    );
    expect(output.trim().split('\n')).to.deep.equal(ours);
  }).timeout(15_000);

  it('draws a lane for each end, with times, a legend and hover details, below 60 KB', async () => {
    const packets = await capture(() => exchange(4908));
    const markup = String(packets[jupyterDisplay]()['text/html']);
    expect(markup).to.include(`>${HOST}:4908<`).and.include('>server<').and.include('>opens<');
    expect(markup).to.match(/<title>127[^<]*\nSYN seq 0\nSYN; window \d+\noptions: mss/);
    expect(markup.length).to.be.below(60_000);
    expect(inspect(packets)).to.match(
      /^8 packets\n +0\.00 ms {2}127\.0\.0\.1:\d+ > 127.*SYN seq 0 win \d+\n/,
    );
  });

  it('stays below 60 KB for any number of packets, and says what is not drawn', async () => {
    const packets = await capture(async () => {
      for (let run = 0; run < 15; run++) await exchange(4912);
    });
    expect(packets.packets.length).to.be.at.least(100);
    const markup = String(packets[jupyterDisplay]()['text/html']);
    expect(markup).to.match(/>\d+ more packets, in the text form</);
    expect(markup.length).to.be.below(60_000);
  });

  it('ends although strangers never fall silent', async () => {
    using receiver = new Socket(AF_INET, SOCK_DGRAM);
    receiver.bind(Addrinfo.udp('127.0.0.1', 0));
    const code = `const socket = require('dgram').createSocket('udp4');
      setInterval(() => {
        for (let i = 0; i < 20; i++) socket.send('x', ${receiver.localAddress.ipPort}, '127.0.0.1');
      }, 1);`;
    const stranger = spawn(process.execPath, ['-e', code]);
    await receiver.recv();
    const packets = await capture(() => exchange(4913));
    expect(packets.lines.filter(({ label }) => label.startsWith('FIN'))).to.have.length(2);
    expect(stranger.exitCode, 'the stranger still runs').to.equal(null);
    stranger.kill();
  });

  it('gives back the error of the code it captures', async () => {
    const failure = await capture(() => Promise.reject(new Error('mine'))).catch(
      (error: unknown) => error,
    );
    expect(String(failure)).to.equal('Error: mine');
  });
});

/** Each packet as `client: SYN seq 0`. */
function labels(packets: Capture): readonly string[] {
  const server = packets.packets[0]?.destination;
  return packets.lines.map(({ packet, label }) => {
    const isServer =
      packet.source.address === server?.address && packet.source.port === server.port;
    return `${isServer ? 'server' : 'client'}: ${label}`;
  });
}
