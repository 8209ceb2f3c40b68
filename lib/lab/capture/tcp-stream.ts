/** Packets as parts of their streams: both ends, and numbers that count from the beginning. */

import { type EventStyle, styles } from '../draw/event-style.ts';
import type { Participant } from '../draw/lane-folding.ts';
import { lessonHost } from '../system/lesson-host.ts';
import {
  type ArpMessage,
  endpointText,
  type IcmpHeader,
  type Packet,
  type TcpFlag,
} from './packet.ts';
import { TcpAnalysis, type TcpMark } from './tcp-analysis.ts';

/** A packet as a part of its stream. */
export interface PacketLine {
  readonly packet: Packet;
  /** Milliseconds since the first packet. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** The sequence number, 0 at the sender's SYN; undefined without TCP. */
  readonly sequence: number | undefined;
  /** The acknowledgment number, 1 after the peer's SYN; undefined without ACK. */
  readonly acknowledgment: number | undefined;
  /** The meaning of a TCP segment among those before it, in Wireshark's words: `retransmission`. */
  readonly marks: readonly TcpMark[];
  /** The packet in a few words, such as `SYN, ACK seq 0 ack 1`, with its marks in brackets. */
  readonly label: string;
  /** The rest: window, options, hop limit. */
  readonly detail: string;
  readonly style: EventStyle;
}

/** The number of bytes of payload that a label shows. */
const shownBytes = 16;

/** Reads packets in their order. */
export function readStreams(packets: readonly Packet[]): readonly PacketLine[] {
  const begin = packets[0]?.time ?? 0;
  const bases = new Map<string, number>();
  const analysis = new TcpAnalysis();
  return packets.map((packet) => {
    const from = endpointText(packet.source);
    const to = endpointText(packet.destination);
    const numbers = relativeNumbers(packet, { bases, from, to });
    const marks = analysis.marksOf(packet);
    return {
      packet,
      at: packet.time - begin,
      from,
      to,
      ...numbers,
      marks,
      label: [labelOf(packet, numbers), ...marks.map((mark) => `[${mark}]`)].join(' '),
      detail: detailOf(packet),
      style: styleOf(packet),
    };
  });
}

/** The ends that took part, clients before their servers. */
export function participants(lines: readonly PacketLine[]): readonly Participant[] {
  const roles = new Map<string, Participant['role']>();
  for (const { packet, from, to } of lines) {
    const isAnswer =
      packet.icmp !== undefined || (has(packet, 'SYN') ? has(packet, 'ACK') : isServer(packet));
    const client = isAnswer ? to : from;
    const server = isAnswer ? from : to;
    if (!roles.has(client) && !roles.has(server)) {
      roles.set(client, 'client').set(server, 'server');
    } else {
      for (const name of [client, server]) {
        if (!roles.has(name)) roles.set(name, name === client ? 'client' : 'server');
      }
    }
  }
  const all = [...roles].map(([name, role]) => ({ name, role }));
  return [
    ...all.filter(({ role }) => role === 'client'),
    ...all.filter(({ role }) => role === 'server'),
  ];
}

/** Without a handshake, the end at the lesson's address counts as the server. */
function isServer({ source, destination }: Packet): boolean {
  const host = lessonHost();
  return source.address === host && destination.address !== host;
}

type Numbers = Pick<PacketLine, 'sequence' | 'acknowledgment'>;

function relativeNumbers(
  packet: Packet,
  {
    bases,
    from,
    to,
  }: { readonly bases: Map<string, number>; readonly from: string; readonly to: string },
): Numbers {
  const { tcp } = packet;
  if (!tcp) return { sequence: undefined, acknowledgment: undefined };
  const [there, back] = [`${from} ${to}`, `${to} ${from}`];
  // A port that is used again starts again with a SYN; without a SYN counting starts at 1.
  if (has(packet, 'SYN')) bases.set(there, tcp.sequence);
  const base = bases.get(there) ?? tcp.sequence - 1;
  bases.set(there, base);
  if (!has(packet, 'ACK'))
    return { sequence: wrap(tcp.sequence - base), acknowledgment: undefined };
  const peerBase = bases.get(back) ?? tcp.acknowledgment - 1;
  bases.set(back, peerBase);
  return {
    sequence: wrap(tcp.sequence - base),
    acknowledgment: wrap(tcp.acknowledgment - peerBase),
  };
}

/** Sequence numbers begin again after four gigabytes. */
function wrap(number: number): number {
  return number >>> 0;
}

function labelOf(packet: Packet, { sequence, acknowledgment }: Numbers): string {
  const { tcp, icmp, arp, payloadLength } = packet;
  const data =
    payloadLength > 0 ? ` ${payloadLength} B ${quote(packet.payload, payloadLength)}` : '';
  if (arp) return arpName(packet, arp);
  if (icmp) return icmpName(packet, icmp);
  if (!tcp) return `${packet.protocol.toUpperCase()}${data || ' 0 B'}`;
  // PSH goes with nearly all data, and tells a reader nothing.
  const flags = tcp.flags.filter((flag) => flag !== 'PSH');
  const shown = data && flags.join() === 'ACK' ? [] : [flags.join(', ')];
  const numbers =
    acknowledgment === undefined ? `seq ${sequence}` : `seq ${sequence} ack ${acknowledgment}`;
  return `${[...shown, numbers].join(' ')}${data}`;
}

function arpName({ source, destination }: Packet, { isRequest, sender }: ArpMessage): string {
  return isRequest ? `ARP who has ${destination.address}?` : `ARP ${source.address} is ${sender}`;
}

/** The messages of ICMP that lessons show: version, type and code. */
const icmpNames: Readonly<Record<string, string>> = {
  '4 0 0': 'echo reply',
  '4 3 0': 'network unreachable',
  '4 3 1': 'host unreachable',
  '4 3 3': 'port unreachable',
  '4 3 13': 'prohibited',
  '4 8 0': 'echo request',
  '4 11 0': 'time exceeded',
  '6 1 4': 'port unreachable',
  '6 128 0': 'echo request',
  '6 129 0': 'echo reply',
};

function icmpName({ version }: Packet, { type, code }: IcmpHeader): string {
  return `ICMP ${icmpNames[`${version} ${type} ${code}`] ?? `type ${type} code ${code}`}`;
}

function detailOf({ tcp, hopLimit, version, length, payloadLength }: Packet): string {
  const network = `IPv${version}, hop limit ${hopLimit}, ${length} bytes, ${payloadLength} of them payload`;
  if (!tcp) return network;
  const options = tcp.options.map(({ name, values }) => [name, ...values].join(' '));
  return [
    `${tcp.flags.join(', ')}; window ${tcp.window}`,
    ...(options.length > 0 ? [`options: ${options.join(', ')}`] : []),
    `on the wire: sequence ${tcp.sequence}, acknowledgment ${tcp.acknowledgment}`,
    network,
  ].join('\n');
}

function styleOf(packet: Packet): EventStyle {
  if (packet.hop && packet.hop.travelTime === undefined) return styles.lost;
  if (packet.protocol === 'udp' || packet.protocol === 'other') return styles.datagram;
  if (packet.arp || isEcho(packet)) return styles.question;
  if (packet.icmp) return styles.notice;
  if (has(packet, 'RST')) return styles.reset;
  if (has(packet, 'SYN')) return styles.open;
  if (has(packet, 'FIN')) return styles.finish;
  return packet.payloadLength > 0 ? styles.data : styles.acknowledge;
}

/** Echo requests and replies of ICMP report no error. */
function isEcho({ version, icmp }: Packet): boolean {
  return icmp !== undefined && (version === 4 ? [0, 8] : [128, 129]).includes(icmp.type);
}

function has({ tcp }: Packet, flag: TcpFlag): boolean {
  return tcp?.flags.includes(flag) ?? false;
}

function quote(payload: Buffer, length: number): string {
  const shown = JSON.stringify(payload.subarray(0, shownBytes).toString('latin1'))
    .replace(/\\u00/g, '\\x')
    .replace(/[\x7f-\xff]/g, (found) => `\\x${found.charCodeAt(0).toString(16)}`);
  return length > shownBytes ? `${shown}...` : shown;
}
