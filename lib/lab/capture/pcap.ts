/** Files of packets, as `tcpdump` and Wireshark read and write them: the format of libpcap. */

import { decodePacket, type Packet } from './packet.ts';

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const HEADER = 24;
const RECORD_HEADER = 16;
/** Packets that begin with their IP header. */
const LINKTYPE_RAW = 101;

/** How many bytes stand before the IP header, by the number of the link type. */
const linkHeaders: Readonly<Record<number, number>> = {
  0: 4, // BSD loopback
  1: 14, // Ethernet
  12: 0,
  [LINKTYPE_RAW]: 0,
  113: 16, // Linux cooked capture
  228: 0,
  229: 0,
  276: 20, // Linux cooked capture, second version
};

/** Packets as a file, with times to the nanosecond. */
export function packPcap(packets: readonly Packet[]): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(MAGIC_NANOSECONDS, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(0xffff, 16);
  header.writeUInt32LE(LINKTYPE_RAW, 20);
  return Buffer.concat([
    header,
    ...packets.flatMap(({ time, bytes, length }) => [
      packRecordHeader(time, bytes.length, length),
      bytes,
    ]),
  ]);
}

/**
 * The packets of a file.
 *
 * @throws Error if it is no file of packets, or of a link type that this module does not know
 */
export function unpackPcap(file: Buffer): readonly Packet[] {
  const format = recognise(file);
  const skip = linkHeaders[format.u32(20) & 0xffff];
  if (skip === undefined) {
    throw new Error(`Cannot read packets of link type ${format.u32(20)}; capture Ethernet or IP`);
  }
  const packets: Packet[] = [];
  for (let at = HEADER; at + RECORD_HEADER <= file.length; ) {
    const captured = format.u32(at + 8);
    const time = format.u32(at) * 1000 + format.u32(at + 4) / format.perMillisecond;
    const bytes = file.subarray(at + RECORD_HEADER + skip, at + RECORD_HEADER + captured);
    const packet = decodePacket(Buffer.from(bytes), time);
    if (packet) packets.push(packet);
    at += RECORD_HEADER + captured;
  }
  return packets;
}

function recognise(file: Buffer) {
  const known = [MAGIC_MICROSECONDS, MAGIC_NANOSECONDS];
  const little = file.length >= HEADER ? file.readUInt32LE(0) : 0;
  const big = file.length >= HEADER ? file.readUInt32BE(0) : 0;
  const magic = known.includes(little) ? little : known.includes(big) ? big : undefined;
  if (magic === undefined) {
    throw new Error(
      'Not a file of packets in the format of libpcap; save it as .pcap, not .pcapng',
    );
  }
  return {
    perMillisecond: magic === MAGIC_NANOSECONDS ? 1e6 : 1e3,
    u32: (at: number) => (magic === little ? file.readUInt32LE(at) : file.readUInt32BE(at)),
  };
}

function packRecordHeader(time: number, captured: number, length: number): Buffer {
  const header = Buffer.alloc(RECORD_HEADER);
  const seconds = Math.floor(time / 1000);
  header.writeUInt32LE(seconds, 0);
  header.writeUInt32LE(Math.min(999_999_999, Math.round((time - seconds * 1000) * 1e6)), 4);
  header.writeUInt32LE(captured, 8);
  header.writeUInt32LE(Math.max(length, captured), 12);
  return header;
}
