import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Capture } from '../../../lib/lab/capture/capture.ts';
import { capture } from '../../../lib/lab/capture/capture-packets.ts';
import type { Packet } from '../../../lib/lab/capture/packet.ts';
import type { TcpMark } from '../../../lib/lab/capture/tcp-analysis.ts';
import { closeLab } from '../../../lib/lab/hosts/open-lab.ts';
import {
  Addrinfo,
  AF_INET,
  SO_KEEPALIVE,
  SO_RCVBUF,
  SOCK_STREAM,
  SOL_SOCKET,
  SOL_TCP,
  Socket,
  TCP_KEEPIDLE,
  TCP_QUICKACK,
} from '../../../lib/socket/index.ts';
import { openTestLab } from '../hosts/open-test-lab.ts';
import { packetSockets, program } from '../needs.ts';
import { useLesson } from '../use-lesson.ts';

const patient = { timeout: 20_000 } as const;

/** The marks that Wireshark has too, with the names of its fields. */
const wiresharkFields: Readonly<Partial<Record<TcpMark, string>>> = {
  retransmission: 'retransmission',
  'duplicate ACK': 'duplicate_ack',
  'zero window': 'zero_window',
  'window update': 'window_update',
  'keep-alive': 'keep_alive',
  'keep-alive ACK': 'keep_alive_ack',
};

/** The marks of each packet as tshark reads them from the saved file. */
function marksOfWireshark(packets: Capture): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-analysis-'));
  const file = join(folder, 'marks.pcap');
  packets.save(file);
  // Before version 4.2 Wireshark takes a retransmission that comes soon for one out of order,
  // though it has seen the segment before.
  const names = [...Object.values(wiresharkFields), 'out_of_order'];
  const fields = names.flatMap((name) => ['-e', `tcp.analysis.${name}`]);
  const output = execFileSync('tshark', ['-r', file, '-Tfields', '-e', 'frame.number', ...fields], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  rmSync(folder, { recursive: true });
  const marks = [...Object.keys(wiresharkFields), 'retransmission'];
  return output
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, ...values] = line.split('\t');
      return marks.filter((_, at) => values[at]).join(', ');
    });
}

/** The same marks as this library gives them. */
function ownMarks({ lines }: Capture): readonly string[] {
  return lines.map(({ marks }) => marks.filter((mark) => mark in wiresharkFields).join(', '));
}

function countOf({ lines }: Capture, mark: TcpMark): number {
  return lines.filter(({ marks }) => marks.includes(mark)).length;
}

/** Acknowledgments that are called delayed, though data had come to their sender just before. */
function wronglyDelayed({ lines }: Capture): readonly string[] {
  const isJustBefore = (time: number, { hop, time: sent, payloadLength }: Packet) => {
    const ago = time - sent - (hop?.travelTime ?? Number.NaN);
    return payloadLength > 0 && ago >= 0 && ago < 35;
  };
  return lines
    .filter(
      ({ marks, from, packet: { time } }) =>
        marks.includes('delayed ACK') &&
        lines.some((line) => line.to === from && isJustBefore(time, line.packet)),
    )
    .map(({ label }) => label);
}

describe('the marks of a capture', function () {
  this.timeout(60_000);
  const { HOST } = useLesson(117);
  after(closeLab);

  /** A connection on the loopback interface, with its server's end. */
  async function connected(
    port: number,
    prepare: (listener: Socket) => void = () => {},
  ): Promise<{ readonly client: Socket; readonly server: Socket } & Disposable> {
    using listener = new Socket(AF_INET, SOCK_STREAM);
    prepare(listener);
    listener.bind(Addrinfo.tcp(HOST, port));
    listener.listen();
    const client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(Addrinfo.tcp(HOST, port));
    const [server] = await listener.accept();
    return {
      ...{ client, server },
      [Symbol.dispose]: () => {
        client.close();
        server.close();
      },
    };
  }

  it('name a zero window and its update, as Wireshark does', async function () {
    packetSockets.call(this);
    program('tshark').call(this);
    const size = 200_000;
    const packets = await capture(async () => {
      using pair = await connected(4951, (listener) =>
        listener.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096),
      );
      const sending = pair.client.sendAll(Buffer.alloc(size));
      // The receiver reads only after the sender has asked for room in vain.
      while (pair.client.tcpInfo().backoff === 0) await delay(10);
      let received = 0;
      while (received < size) received += (await pair.server.recv(65_536, patient)).length;
      await sending;
    });
    expect(countOf(packets, 'zero window')).to.be.at.least(1);
    expect(countOf(packets, 'window update')).to.be.at.least(1);
    expect(String(packets))
      .to.match(/\[zero window\]/)
      .and.match(/\[window update\]/);
    expect(ownMarks(packets)).to.deep.equal(marksOfWireshark(packets));
  });

  it('name keep-alives, as Wireshark does', async function () {
    packetSockets.call(this);
    program('tshark').call(this);
    const packets = await capture(async () => {
      using pair = await connected(4952);
      await pair.client.sendAll('x');
      pair.client.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true);
      pair.client.setsockopt(SOL_TCP, TCP_KEEPIDLE, 1);
      const { client } = pair;
      let before = 0;
      for (let age = 0; age >= before; age = client.tcpInfo().lastAckReceivedMs) {
        before = age;
        await delay(10);
      }
    });
    expect(packets.lines.flatMap(({ marks }) => marks)).to.deep.equal([
      'keep-alive',
      'keep-alive ACK',
    ]);
    expect(ownMarks(packets)).to.deep.equal(marksOfWireshark(packets));
  });

  it('name an acknowledgment that was delayed', async function () {
    packetSockets.call(this);
    const packets = await capture(async () => {
      using pair = await connected(4953);
      pair.server.setsockopt(SOL_TCP, TCP_QUICKACK, false);
      await pair.client.sendAll('slow');
      await pair.server.recv();
      while (pair.client.tcpInfo().unacked > 0) await delay(5);
      pair.server.setsockopt(SOL_TCP, TCP_QUICKACK, true);
      await pair.client.sendAll('quick');
      await pair.server.recv();
    });
    const acknowledgments = packets.lines.filter(({ label }) => label.startsWith('ACK seq'));
    expect(acknowledgments.map(({ label }) => label).slice(1, 3)).to.deep.equal([
      'ACK seq 1 ack 5 [delayed ACK]',
      'ACK seq 1 ack 10',
    ]);
  });

  it('name what a lossy link loses, as Wireshark does', async function () {
    program('tshark').call(this);
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    const link = await lab.link(one, other, { delay: 5 });
    using listener = await other.tcpServer(80);
    using client = await one.connect({ host: other, port: 80 }, patient);
    const accepted = await listener.accept(patient);
    using server = accepted;
    await link.set({ loss: 0.15 });
    const size = 60_000;
    const packets = await capture(
      async () => {
        const sending = client.sendAll(Buffer.alloc(size), patient);
        let received = 0;
        while (received < size) received += (await server.recv(65_536, patient)).length;
        await sending;
      },
      { on: link, port: 80 },
    );
    expect(countOf(packets, 'retransmission')).to.be.at.least(1);
    expect(countOf(packets, 'duplicate ACK')).to.be.at.least(1);
    expect(wronglyDelayed(packets)).to.deep.equal([]);
    expect(ownMarks(packets)).to.deep.equal(marksOfWireshark(packets));
  });

  it('take a single byte that is sent again for a retransmission, not for a keep-alive', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    const link = await lab.link(one, other);
    using listener = await other.tcpServer(80);
    using client = await one.connect({ host: other, port: 80 }, patient);
    using _server = await listener.accept(patient);
    const packets = await capture(
      async () => {
        await link.cut();
        await client.sendAll('x');
        while (client.tcpInfo().totalRetransmits === 0) await delay(10);
        await link.mend();
        while (client.tcpInfo().unacked > 0) await delay(10);
      },
      { on: link, port: 80 },
    );
    const marks = packets.lines.flatMap(({ marks }) => marks);
    expect(new Set(marks)).to.deep.equal(new Set(['retransmission']));
  });

  it('tell a segment that was overtaken from one that was sent again', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    const router = await lab.router('router');
    const mixing = await lab.link(one, router, { delay: 2 });
    const link = await lab.link(router, other);
    await lab.routeAll();
    using listener = await other.tcpServer(80);
    using client = await one.connect({ host: other, port: 80 }, patient);
    const accepted = await listener.accept(patient);
    using server = accepted;
    await mixing.set({ reorder: 0.3 });
    const packets = await capture(
      async () => {
        const sending = client.sendAll(Buffer.alloc(60_000), patient);
        let received = 0;
        while (received < 60_000) received += (await server.recv(65_536, patient)).length;
        await sending;
      },
      { on: link, port: 80 },
    );
    expect(countOf(packets, 'out of order')).to.be.at.least(1);
  });

  it('do not take a packet for its own repetition because it passes several links', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    const router = await lab.router('router');
    await lab.link(one, router, { delay: 30 });
    await lab.link(router, other, { delay: 30 });
    await lab.routeAll();
    using listener = await other.tcpServer(80);
    const packets = await capture(
      async () => {
        using client = await one.connect({ host: other, port: 80 }, patient);
        const accepted = await listener.accept(patient);
        using server = accepted;
        await client.sendAll('hello');
        await server.recv(100, patient);
      },
      { on: lab, port: 80 },
    );
    expect(packets.lines.length).to.be.at.least(14);
    expect(packets.lines.flatMap(({ marks }) => marks)).to.deep.equal([]);
  });
});
