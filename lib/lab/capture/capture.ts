/** A capture: packets with their pictures, as a file and back. */

import { readFileSync, writeFileSync } from 'node:fs';
import { html } from '../base/html.ts';
import { Picture, type Representation } from '../base/picture.ts';
import { type Excerpt, excerpt, firstThatFits, foldLines } from '../draw/bounds.ts';
import { LaneFolding } from '../draw/lane-folding.ts';
import { drawSequence, formatTime } from '../draw/sequence.ts';
import { figure } from '../draw/svg.ts';
import type { Hop, Packet } from './packet.ts';
import { packPcap, unpackPcap } from './pcap.ts';
import { type PacketLine, participants, readStreams } from './tcp-stream.ts';

/** Numbers of drawn packets, tried in this order until the drawing fits. */
const drawnPackets = [60, 40, 24, 12] as const;

/** The origin of a capture's packets. */
export interface CaptureOrigin {
  /** Says that these packets are not those of this run, and why. */
  readonly notice?: string;
  /** Packets that the kernel had no room to keep. */
  readonly dropped?: number;
  /** The names of a lab's hosts, where its links were captured: each has a lane. */
  readonly hosts?: readonly string[];
}

/** Packets that were seen. */
export class Capture extends Picture implements Iterable<Packet> {
  readonly packets: readonly Packet[];
  /** The packets as parts of their streams: labels, relative numbers, times. */
  readonly lines: readonly PacketLine[];
  readonly #origin: CaptureOrigin;

  constructor(packets: readonly Packet[], origin: CaptureOrigin = {}) {
    super();
    this.packets = packets;
    this.lines = readStreams(packets);
    this.#origin = origin;
  }

  /** True where these packets are a recording, not those of this run. */
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
    const notes = this.notes.map((note) => html`<div style="font-size:.9em">${note}</div>`);
    return {
      text,
      html: firstThatFits(drawnPackets, (rows) => figure(this.#draw(rows), text, notes)),
    };
  }

  #text(): string {
    const count = this.packets.length;
    const title = count === 0 ? 'No packets.' : `${count} packet${count === 1 ? '' : 's'}`;
    const rows = this.lines.map(({ at, from, to, label, packet }) => {
      const window = packet.tcp ? ` win ${packet.tcp.window}` : '';
      const { hop } = packet;
      const way = hop ? `${hop.from} > ${hop.to}  ` : '';
      return `${formatTime(at).padStart(10)}  ${way}${from} > ${to}  ${label}${window}${travel(hop)}`;
    });
    const folded = foldLines(
      rows,
      (hidden) => `... ${hidden} more packets; the capture's lines hold them all`,
    );
    return [title, ...folded, ...this.notes].join('\n');
  }

  /** Remarks on the capture: that it is a recording, that packets are missing, and why. */
  get notes(): readonly string[] {
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
    if (this.#origin.hosts) return this.#drawHops(this.#origin.hosts, { head, hidden, tail });
    const lanes = new LaneFolding(participants([...head, ...tail]));
    const event = (line: PacketLine) => {
      const { from, to, label, detail } = line;
      return {
        ...line,
        from: lanes.placeOf(from),
        to: lanes.placeOf(to),
        label: lanes.label(label, [from, to]),
        detail: `${from} to ${to}\n${label}\n${detail}`,
      };
    };
    const gap = gapOf(hidden);
    return drawSequence({
      lanes: lanes.names,
      events: [...head.map(event), ...gap, ...tail.map(event)],
      title: this.isRecording ? 'Packets (a recording)' : 'Packets',
      description: `${this.packets.length} packets between ${lanes.names.map((name) => name.split('\n')[0]).join(' and ')}; the text form below lists them.`,
    });
  }

  /** A lane for each host that took part, and an arrow for each link that a packet passed. */
  #drawHops(hosts: readonly string[], { head, hidden, tail }: Excerpt<PacketLine>) {
    const lines = [...head, ...tail];
    const names = new Set(lines.flatMap(({ packet: { hop } }) => (hop ? [hop.from, hop.to] : [])));
    const lanes = hosts.filter((name) => names.has(name));
    const event = (line: PacketLine) => {
      const { from, to, label, detail, packet } = line;
      const { hop } = packet;
      return {
        ...line,
        from: lanes.indexOf(hop?.from ?? ''),
        to: lanes.indexOf(hop?.to ?? ''),
        label: `${label}${travel(hop)}`,
        detail: `${from} to ${to}, on ${hop?.link}\n${label}\n${detail}`,
      };
    };
    return drawSequence({
      lanes,
      events: [...head.map(event), ...gapOf(hidden), ...tail.map(event)],
      title: 'Packets',
      description: `${this.packets.length} packets on links between ${lanes.join(', ')}; the text form below lists them.`,
    });
  }
}

/** The words that stand in the place of packets that are not drawn. */
function gapOf(hidden: number): readonly string[] {
  return hidden > 0 ? [`${hidden} more packets, in the text form`] : [];
}

/** A travel of less time than this is not worth a word, in milliseconds. */
const noticeable = 1;

/** How a packet came over a link, where that is worth a word. */
export function travel(hop: Hop | undefined): string {
  if (hop === undefined) return '';
  if (hop.travelTime === undefined) return ' (lost)';
  return hop.travelTime < noticeable ? '' : `, takes ${Math.round(hop.travelTime)} ms`;
}

/**
 * Reads a file of packets in the format of libpcap, as `tcpdump -w` and Wireshark save it.
 *
 * @throws Error if the file is of another format
 */
export function openCapture(path: string): Capture {
  return new Capture(unpackPcap(readFileSync(path)));
}
