/** A capture: packets with their pictures, as a file and back. */

import { readFileSync, writeFileSync } from 'node:fs';
import { excerpt, firstThatFits, foldLines } from './bounds.ts';
import {
  type PacketLine,
  type Participant,
  participants,
  readConversation,
} from './conversation.ts';
import { html } from './html.ts';
import type { Packet } from './packet.ts';
import { packPcap, unpackPcap } from './pcap.ts';
import { Picture, type Representation } from './picture.ts';
import { drawSequence, formatTime } from './sequence.ts';
import { figure, textWidth } from './svg.ts';

/** How many packets are drawn: fewer where they say much. */
const DRAWN = [60, 40, 24, 12] as const;
/** A page has room for so many lanes, fewer where their names are long, in pixels. */
const MOST_LANES = 5;
const ROOM = 780;

/** Where the packets of a capture come from. */
export interface CaptureOrigin {
  /** Says that these packets are not those of this run, and why. */
  readonly notice?: string;
  /** Packets that the kernel had no room to keep. */
  readonly dropped?: number;
}

/** Packets that were seen. */
export class Capture extends Picture implements Iterable<Packet> {
  readonly packets: readonly Packet[];
  /** The packets as parts of their conversations: labels, relative numbers, times. */
  readonly lines: readonly PacketLine[];
  readonly #origin: CaptureOrigin;

  constructor(packets: readonly Packet[], origin: CaptureOrigin = {}) {
    super();
    this.packets = packets;
    this.lines = readConversation(packets);
    this.#origin = origin;
  }

  /** Whether these packets are a recording and not those of this run. */
  get isRecording(): boolean {
    return this.#origin.notice !== undefined;
  }

  [Symbol.iterator](): Iterator<Packet> {
    return this.packets[Symbol.iterator]();
  }

  /** The packets for which `keep` answers true. */
  filter(keep: (packet: Packet) => boolean): Capture {
    return new Capture(this.packets.filter(keep), this.#origin);
  }

  /** The capture as a file that Wireshark and tcpdump open. */
  toPcap(): Buffer {
    return packPcap(this.packets);
  }

  /** Writes {@link Capture.toPcap} to a file. */
  save(path: string): void {
    writeFileSync(path, this.toPcap());
  }

  protected represent(): Representation {
    const text = this.#text();
    if (this.packets.length === 0) return { text, html: html`<p>${text}</p>`.markup };
    const notes = this.#notes().map((note) => html`<div style="font-size:.9em">${note}</div>`);
    return {
      text,
      html: firstThatFits(DRAWN, (rows) => figure(this.#draw(rows), text, notes)),
    };
  }

  #text(): string {
    const count = this.packets.length;
    const title = count === 0 ? 'No packets.' : `${count} packet${count === 1 ? '' : 's'}`;
    const rows = this.lines.map(({ at, from, to, label, packet }) => {
      const window = packet.tcp ? ` win ${packet.tcp.window}` : '';
      return `${formatTime(at).padStart(10)}  ${from} > ${to}  ${label}${window}`;
    });
    const folded = foldLines(
      rows,
      (hidden) => `... ${hidden} more packets; the capture's lines hold them all`,
    );
    return [title, ...folded, ...this.#notes()].join('\n');
  }

  #notes(): readonly string[] {
    const { notice, dropped = 0 } = this.#origin;
    return [
      ...(notice ? [notice] : []),
      ...(dropped > 0
        ? [
            `${dropped} packets came faster than they could be kept, and are lost: some of them may belong here.`,
          ]
        : []),
    ];
  }

  #draw(rows: number) {
    const { head, hidden, tail } = excerpt(this.lines, rows);
    const all = participants([...head, ...tail]);
    const lanes = foldLanes(all);
    const place = new Map(lanes.flatMap(({ ends }, lane) => ends.map((end) => [end, lane])));
    const isFolded = (end: string) => (lanes[place.get(end) ?? 0]?.ends.length ?? 0) > 1;
    const event = (line: PacketLine) => {
      const { from, to, label, detail } = line;
      // Ends that share a lane say their port.
      const names = [from, to].filter(isFolded).map((end) => end.slice(end.lastIndexOf(':')));
      return {
        ...line,
        from: place.get(from) ?? 0,
        to: place.get(to) ?? 0,
        label: [...names, label].join(' '),
        detail: `${from} to ${to}\n${label}\n${detail}`,
      };
    };
    const gap = hidden > 0 ? [`${hidden} more packets, in the text form`] : [];
    return drawSequence({
      lanes: lanes.map(({ name }) => name),
      events: [...head.map(event), ...gap, ...tail.map(event)],
      title: this.isRecording ? 'Packets (a recording)' : 'Packets',
      description: `${this.packets.length} packets between ${lanes.map(({ name }) => name.split('\n')[0]).join(' and ')}; the text form below lists them.`,
    });
  }
}

/** A lane of the drawing, with the ends that it stands for. */
interface Lane {
  readonly name: string;
  readonly ends: readonly string[];
}

/** A lane for each end; where there are too many, the last ones of a role share one. */
function foldLanes(all: readonly Participant[]): readonly Lane[] {
  const clients = all.filter(({ role }) => role === 'client');
  const servers = all.filter(({ role }) => role === 'server');
  const widest = Math.max(...all.map(({ name }) => textWidth(name, { isMono: true })));
  const most = Math.max(3, Math.min(MOST_LANES, Math.floor(ROOM / (widest + 26))));
  const forServers = Math.min(servers.length, Math.max(most - 2, most - clients.length));
  return [...lanesOf(clients, most - forServers), ...lanesOf(servers, forServers)];
}

function lanesOf(ends: readonly Participant[], most: number): readonly Lane[] {
  const alone = ends.length <= most ? ends : ends.slice(0, most - 1);
  const others = ends.slice(alone.length);
  return [
    ...alone.map(({ name, role }) => ({ name: `${name}\n${role}`, ends: [name] })),
    ...(others.length > 0
      ? [
          {
            name: `${others.length} more\n${others[0]?.role}s`,
            ends: others.map(({ name }) => name),
          },
        ]
      : []),
  ];
}

/**
 * Reads a file of packets in the format of libpcap, as `tcpdump -w` and Wireshark save it.
 *
 * @throws Error if the file is of another format
 */
export function openCapture(path: string): Capture {
  return new Capture(unpackPcap(readFileSync(path)));
}
