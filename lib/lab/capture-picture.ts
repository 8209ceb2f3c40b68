/** A capture: packets with their pictures, as a file and back. */

import { readFileSync, writeFileSync } from 'node:fs';
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
import { figure } from './svg.ts';

/** Packets beyond this number stand in the text form only. */
const DRAWN = 60;
/** Lanes beyond this number make a drawing that nobody can read. */
const MOST_LANES = 6;

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
    return { text, html: figure(this.#draw(), text, notes) };
  }

  #text(): string {
    const count = this.packets.length;
    const title = count === 0 ? 'No packets.' : `${count} packet${count === 1 ? '' : 's'}`;
    const rows = this.lines.map(({ at, from, to, label, packet }) => {
      const window = packet.tcp ? ` win ${packet.tcp.window}` : '';
      return `${formatTime(at).padStart(10)}  ${from} > ${to}  ${label}${window}`;
    });
    return [title, ...rows, ...this.#notes()].join('\n');
  }

  #notes(): readonly string[] {
    const { notice, dropped = 0 } = this.#origin;
    const undrawn = this.packets.length - DRAWN;
    return [
      ...(notice ? [notice] : []),
      ...(dropped > 0 ? [`${dropped} more packets came too fast to be kept.`] : []),
      ...(this.#hiddenEnds() > 0
        ? [`Ends whose packets stand in the text form only: ${this.#hiddenEnds()}.`]
        : []),
      ...(undrawn > 0 ? [`The last ${undrawn} packets stand in the text form only.`] : []),
    ];
  }

  #lanes(): readonly Participant[] {
    const all = participants(this.lines.slice(0, DRAWN));
    return all.length <= MOST_LANES ? all : [...all.slice(0, MOST_LANES - 1), ...all.slice(-1)];
  }

  #hiddenEnds(): number {
    return participants(this.lines.slice(0, DRAWN)).length - this.#lanes().length;
  }

  #draw() {
    const shown = this.lines.slice(0, DRAWN);
    const lanes = this.#lanes();
    const place = new Map(lanes.map(({ name }, lane) => [name, lane]));
    const events = shown.flatMap((line) => {
      const [from, to] = [place.get(line.from), place.get(line.to)];
      if (from === undefined || to === undefined) return [];
      return [
        { ...line, from, to, detail: `${line.from} to ${line.to}\n${line.label}\n${line.detail}` },
      ];
    });
    const { isRecording } = this;
    return drawSequence({
      lanes: lanes.map(({ name, role }) => `${name}\n${role}`),
      events,
      title: isRecording ? 'Packets (a recording)' : 'Packets',
      description: `${this.packets.length} packets between ${lanes.map(({ name }) => name).join(' and ')}; the text form below lists them.`,
    });
  }
}

/**
 * Reads a file of packets in the format of libpcap, as `tcpdump -w` and Wireshark save it.
 *
 * @throws Error if the file is of another format
 */
export function openCapture(path: string): Capture {
  return new Capture(unpackPcap(readFileSync(path)));
}
