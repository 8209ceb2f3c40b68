/** Tells what a TCP segment means among those before it, by the rules of Wireshark's analysis. */

import { endpointText, type Packet, type TcpFlag } from './packet.ts';

/** A finding about a segment; all but the last are fields `tcp.analysis.*` of Wireshark. */
export type TcpMark =
  | 'retransmission'
  | 'out of order'
  | 'duplicate ACK'
  | 'zero window'
  | 'window update'
  | 'keep-alive'
  | 'keep-alive ACK'
  /** Linux waits 40 ms and more for data that an acknowledgment could travel with. */
  | 'delayed ACK';

/** A segment with the numbers that the rules speak of. */
interface Segment {
  readonly time: number;
  /** When it came to the host at the end of the link, in milliseconds since 1970. */
  readonly arrival: number;
  readonly sequence: number;
  /** The sequence number that the next one begins with. */
  readonly next: number;
  readonly acknowledgment: number;
  readonly window: number;
  readonly length: number;
  /** SYN, FIN or RST: it changes the connection, and is none of the pure acknowledgments. */
  readonly isControl: boolean;
}

/** One direction of a connection on one link. */
interface Direction {
  last: Segment;
  /** The segment that ended farthest. */
  farthest: Segment;
  /** All that carried something: sequence numbers from and to. */
  readonly sent: { readonly from: number; readonly to: number }[];
  /** The first data that has not been acknowledged. */
  unacknowledged: Segment | undefined;
  isLastKeepAlive: boolean;
}

/** The shortest time by which Linux delays an acknowledgment is 40 ms; its clock may tick early. */
const leastDelay = 35;
/** A segment that fills a gap this soon was overtaken rather than sent again, in milliseconds. */
const reorderTime = 3;
/** The hop limits that systems begin with: no router has passed the packet on so far. */
const freshHopLimits: ReadonlySet<number> = new Set([64, 128, 255]);

/** Marks the segments of all connections, in the order of their sending. */
export class TcpAnalysis {
  /** A packet passes several links of a lab: each counts for itself. */
  readonly #directions = new Map<string, Direction>();

  /** The marks of the next packet. */
  marksOf(packet: Packet): readonly TcpMark[] {
    if (packet.tcp === undefined) return [];
    const link = packet.hop?.link ?? '';
    const ends = [endpointText(packet.source), endpointText(packet.destination)];
    const there = [link, ...ends].join(' ');
    const back = this.#directions.get([link, ...ends.toReversed()].join(' '));
    const segment = segmentOf(packet);
    const begun = this.#directions.get(there);
    const isNew = begun === undefined || startsAnew(packet, segment, begun);
    const marks = isNew ? [] : sequenceMarks(segment, { own: begun, other: back });
    if (segment.window === 0 && !segment.isControl) marks.push('zero window');
    if (isDelayed(packet, segment, back)) marks.push('delayed ACK');
    if (isNew) this.#directions.set(there, begin(segment));
    else advance(begun, segment, marks);
    if (back && has(packet, 'ACK')) acknowledge(back, segment);
    return marks;
  }
}

function segmentOf({ tcp, time, hop, payloadLength, ...packet }: Packet): Segment {
  const { sequence = 0, acknowledgment = 0, window = 0, flags = [] } = tcp ?? {};
  const counted = flags.filter((flag) => flag === 'SYN' || flag === 'FIN').length;
  return {
    ...{ time, sequence, acknowledgment, window },
    // Without a link the packet was seen on the loopback interface, where it arrives at once.
    arrival: hop ? time + (hop.travelTime ?? Number.NaN) : isLocal(packet) ? time : Number.NaN,
    next: (sequence + payloadLength + counted) >>> 0,
    length: payloadLength,
    isControl: counted > 0 || flags.includes('RST'),
  };
}

/** A SYN that is not the one from before opens a new connection between the same ports. */
function startsAnew(packet: Packet, { sequence }: Segment, { sent }: Direction): boolean {
  return has(packet, 'SYN') && !sent.some(({ from }) => from === sequence);
}

function begin(segment: Segment): Direction {
  return {
    ...{ last: segment, farthest: segment, sent: [{ from: segment.sequence, to: segment.next }] },
    unacknowledged: segment.length > 0 ? segment : undefined,
    isLastKeepAlive: false,
  };
}

function advance(own: Direction, segment: Segment, marks: readonly TcpMark[]): void {
  own.last = segment;
  own.isLastKeepAlive = marks.includes('keep-alive');
  if (segment.next !== segment.sequence)
    own.sent.push({ from: segment.sequence, to: segment.next });
  if (isBefore(own.farthest.next, segment.next)) own.farthest = segment;
  if (segment.length > 0 && !own.isLastKeepAlive) own.unacknowledged ??= segment;
}

function acknowledge(sender: Direction, { acknowledgment }: Segment): void {
  const { unacknowledged } = sender;
  if (unacknowledged && !isBefore(acknowledgment, unacknowledged.next))
    sender.unacknowledged = undefined;
}

function sequenceMarks(
  segment: Segment,
  { own, other }: { readonly own: Direction; readonly other: Direction | undefined },
): TcpMark[] {
  const { sequence, next, length, isControl } = segment;
  const expected = own.farthest.next;
  // Wireshark takes every single byte that is sent again for a keep-alive; those have been acknowledged.
  const isAcknowledged = other !== undefined && !isBefore(other.last.acknowledgment, expected);
  const repeatsOctet = length === 0 || (length === 1 && isAcknowledged);
  if (!isControl && repeatsOctet && sequence === (expected - 1) >>> 0) return ['keep-alive'];
  if (next !== sequence) {
    if (!isBefore(sequence, expected)) return [];
    return [isOvertaken(segment, own) ? 'out of order' : 'retransmission'];
  }
  const repeats =
    !isControl && sequence === expected && segment.acknowledgment === own.last.acknowledgment;
  if (!repeats || segment.window === 0) return [];
  if (segment.window !== own.last.window) return ['window update'];
  return [other?.isLastKeepAlive ? 'keep-alive ACK' : 'duplicate ACK'];
}

/** True for a segment that fills a gap, so soon that it can hardly have been sent again. */
function isOvertaken({ sequence, next, time }: Segment, { sent, farthest }: Direction): boolean {
  const isKnown = sent.some(({ from, to }) => isBefore(sequence, to) && isBefore(from, next));
  return !isKnown && time - farthest.time < reorderTime;
}

/** An acknowledgment alone, of data that had come to its own sender long before. */
function isDelayed(
  packet: Packet,
  { time, next, sequence, acknowledgment, isControl }: Segment,
  data: Direction | undefined,
): boolean {
  const { unacknowledged } = data ?? {};
  const isPure = has(packet, 'ACK') && !isControl && next === sequence;
  if (unacknowledged === undefined || !isPure) return false;
  // On a link behind a router the time is that of the other links as well.
  if (packet.hop && !freshHopLimits.has(packet.hopLimit)) return false;
  const isAcknowledged = !isBefore(acknowledgment, unacknowledged.next);
  return isAcknowledged && time - unacknowledged.arrival >= leastDelay;
}

function isLocal({ source, destination }: Pick<Packet, 'source' | 'destination'>): boolean {
  return [source, destination].every(
    ({ address }) => address.startsWith('127.') || address === '::1',
  );
}

/** Sequence numbers begin again after four gigabytes, RFC 9293, section 3.4. */
function isBefore(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
}

function has({ tcp }: Packet, flag: TcpFlag): boolean {
  return tcp?.flags.includes(flag) ?? false;
}
