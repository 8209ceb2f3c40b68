import { inspect } from 'node:util';
import { expect } from 'chai';
import { drawPanel } from '../../../lib/lab/background/panel.ts';
import type { MimeBundle } from '../../../lib/lab/base/host.ts';
import { jupyterDisplay, toBundle } from '../../../lib/lab/base/picture.ts';
import { hexdump } from '../../../lib/lab/bytes/hexdump.ts';
import { Capture } from '../../../lib/lab/capture/capture.ts';
import { decodePacket, type Packet } from '../../../lib/lab/capture/packet.ts';
import { plot } from '../../../lib/lab/chart/plot.ts';
import { Table } from '../../../lib/lab/draw/table.ts';
import { Conversation } from '../../../lib/lab/peers/netcat-conversation.ts';
import { SyscallTrace } from '../../../lib/lab/syscalls/syscalls.ts';
import { tcpStates } from '../../../lib/lab/tcp/tcp-states.ts';
import type { SocketTrack } from '../../../lib/lab/tcp/tcp-watch.ts';
import { Timeline } from '../../../lib/lab/tcp/timeline.ts';

/** The characters that take most room in HTML: each of them is five there. */
const costly = '&<>"';

describe('pictures stay below 60 KB, and say what they leave out:', () => {
  it('a capture of ten thousand packets between four hundred ends', async () => {
    const capture = new Capture(Array.from({ length: 10_000 }, (_, at) => packet(at)));
    const { html, text } = await shown(capture);
    expect(html)
      .to.match(/>\d+ more packets, in the text form</)
      .and.match(/>\d+ more</);
    expect(html).to.include('>10.00 s<');
    expect(text)
      .to.match(/^10000 packets\n/)
      .and.match(/\n\.\.\. \d+ more packets; the capture's/);
    // Names of IPv6 are long.
    expect(widthOf(html)).to.be.at.most(1050);
  });

  it('a trace of ten thousand system calls on a thousand descriptors', async () => {
    const calls = Array.from({ length: 10_000 }, (_, at) => ({
      name: 'sendto',
      args: [String(at % 1000), `"${costly.repeat(20)}"`, '80', '0', '{[fd00::1]:4481}'],
      result: 80,
      error: '',
      at,
      duration: 0.01,
    }));
    const { html, text } = await shown(new SyscallTrace(calls, 12));
    expect(html).to.match(/>\d+ more calls, in the text form</);
    expect(text).to.match(/\.\.\. \d+ more calls; the trace's calls hold them all/);
    expect(widthOf(html)).to.be.at.most(1000);
  });

  it('a timeline of a thousand sockets', async () => {
    const states = ['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'];
    const tracks: SocketTrack[] = Array.from({ length: 1000 }, (_, socket) => ({
      host: undefined,
      inode: socket,
      local: `[fd00:1:2:3:4:5:6:7]:${40_000 + socket}`,
      remote: '[fd00:1:2:3:4:5:6:8]:4481',
      changes: states.map((state, place) => ({ state, at: socket * 1.5 + place * 7 })),
    }));
    const timeline = new Timeline(tracks);
    const { html, text } = await shown(timeline);
    expect(html).to.include('Sockets that only the text form lists: 986.');
    expect(text).to.match(/\.\.\. \d+ more sockets; the timeline's tracks hold them all/);
    expect((await shown(tcpStates(timeline))).html).to.include('996 more sockets are left out');
  });

  it('a table of a thousand rows', async () => {
    const rows = Array.from({ length: 1000 }, (_, row) => ({ row, text: costly.repeat(100) }));
    const columns = ['one', 'two', 'three'].map((title) => ({
      title,
      value: ({ text }: { readonly text: string }) => text,
    }));
    const { html, text } = await shown(new Table(rows, { caption: 'Large', columns }));
    expect(html).to.match(/And \d+ more rows\./);
    expect(text).to.match(/And \d+ more rows\./);
  });

  it('a dump of a megabyte, or of a thousand fields', async () => {
    const bytes = Buffer.alloc(1 << 20, costly);
    expect((await shown(hexdump(bytes))).text).to.match(/\.\.\. 10\d{5} more bytes$/);
    const fields = Array.from({ length: 1000 }, (_, at) => ({
      name: `${costly} ${at}`,
      length: 1,
    }));
    const { html } = await shown(hexdump(bytes, [...fields, { name: 'rest' }]));
    expect(html)
      .to.match(/\.\.\. \d+ more bytes/)
      .and.match(/\.\.\. \d+ more fields/);
  });

  it('a conversation of a megabyte', async () => {
    const line = (at: number) =>
      ({ name: 'ann', kind: 'sent', text: costly.repeat(250), at }) as const;
    const lines = Array.from({ length: 1000 }, (_, at) => line(at));
    const { text } = await shown(new Conversation(lines, Buffer.alloc(0)));
    expect(text).to.match(/\.\.\. \d+ more lines; the conversation's lines hold them all/);
  });

  it('a panel of endless lines and a hundred listeners, with an endless error', () => {
    const many = Array.from({ length: 100 }, (_, at) => `[fd00:1:2:3:4:5:6:7]:${40_000 + at}`);
    const { text, html } = drawPanel({
      name: 'busy',
      state: 'failed',
      addresses: many,
      connections: { now: 1, total: 2 },
      bytes: { received: 1, sent: 1 },
      lines: Array.from({ length: 100 }, (_, at) => ({ at, text: costly.repeat(10_000) })),
      logged: 5000,
      error: new Error(costly.repeat(100_000)),
      leftOpen: many,
    });
    expect(size(toBundle({ text, html }))).to.be.below(60_000);
    expect(html)
      .to.include('and 93 more')
      .and.match(/\d+ earlier lines/);
    expect(html).to.match(/\d+ more characters/);
  });

  it('charts of a hundred names and a hundred thousand values', async () => {
    const names = Array.from({ length: 100 }, (_, at) => `server ${at}`);
    const values = Array.from({ length: 1000 }, (_, at) => Math.abs(Math.sin(at)) * 100);
    const samples = Object.fromEntries(names.map((name) => [name, values]));
    const points = values.map((y, x) => ({ x, y }));
    const series = Object.fromEntries(names.map((name) => [name, points]));
    const heights = Object.fromEntries(names.map((name, at) => [name, at]));
    const labels = { title: 'Large', x: 'time (ms)', y: 'size (bytes)' };
    for (const chart of [
      plot.histogram(samples, labels),
      plot.percentiles(samples, labels),
      plot.strips(samples, labels),
      plot.series(series, labels),
      plot.bars(heights, labels),
    ]) {
      expect((await shown(chart)).html).to.match(/The text form holds \d+ more than are drawn/);
    }
  }).timeout(20_000);
});

interface Showable {
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>;
}

/** Both forms, once their size is checked. */
async function shown(value: Showable): Promise<{ readonly html: string; readonly text: string }> {
  const bundle = await value[jupyterDisplay]();
  expect(size(bundle)).to.be.below(60_000);
  const text = String(bundle['text/plain']);
  expect(inspect(value)).to.equal(text);
  return { html: String(bundle['text/html']), text };
}

/** Bytes of what a notebook keeps. */
function size(bundle: MimeBundle): number {
  return Buffer.byteLength(`${bundle['text/plain']}${bundle['text/html']}`);
}

function widthOf(html: string): number {
  return Number(html.match(/viewBox="0 0 (\d+)/)?.[1]);
}

/** A packet from a client of its own to one server: IPv6 and TCP, with data that is costly to show. */
function packet(at: number): Packet {
  const data = Buffer.from(costly.repeat(10));
  const bytes = Buffer.alloc(60 + data.length);
  bytes.writeUInt8(0x60, 0);
  bytes.writeUInt16BE(20 + data.length, 4);
  bytes.writeUInt8(6, 6);
  for (const end of [8, 24]) bytes.write('fd000001000200030004000500060007', end, 'hex');
  bytes.writeUInt16BE(40_000 + (at % 400), 40);
  bytes.writeUInt16BE(4481, 42);
  bytes.writeUInt32BE(at, 44);
  bytes.writeUInt8(0x50, 52);
  bytes.writeUInt8(0x18, 53);
  data.copy(bytes, 60);
  const decoded = decodePacket(bytes, at);
  if (!decoded) throw new Error('not a packet');
  return decoded;
}
