/** Files of packets, as `tcpdump` and Wireshark read and write them: the format of libpcap. */

import { decodeFrame, decodePacket, type Packet } from './packet.ts';

const microsecondMagic = 0xa1b2c3d4;
const nanosecondMagic = 0xa1b23c4d;
const headerSize = 24;
const recordHeaderSize = 16;
/** Packets that begin with their IP header. */
const LINKTYPE_RAW = 101;
/** Packets that begin with their header of Ethernet. */
const LINKTYPE_ETHERNET = 1;

/** The number of bytes before the IP header, by the number of the link type. */
const linkHeaders: Readonly<Record<number, number>> = {
  0: 4, // BSD loopback
  [LINKTYPE_ETHERNET]: 14,
  12: 0,
  [LINKTYPE_RAW]: 0,
  113: 16, // Linux cooked capture
  228: 0,
  229: 0,
  276: 20, // Linux cooked capture, second version
};

/** Packets as a file, with times to the nanosecond. */
export function packPcap(packets: readonly Packet[]): Buffer {
  const header = Buffer.alloc(headerSize);
  header.writeUInt32LE(nanosecondMagic, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(0xffff, 16);
  // Those of a lab's links are kept with their frames.
  const areFrames = packets.some(({ hop }) => hop !== undefined);
  header.writeUInt32LE(areFrames ? LINKTYPE_ETHERNET : LINKTYPE_RAW, 20);
  return Buffer.concat([
    header,
    ...packets.flatMap(({ time, bytes, length, hop }) => {
      const kept = hop?.frame ?? bytes;
      return [packRecordHeader(time, kept.length, length + kept.length - bytes.length), kept];
    }),
  ]);
}

/**
 * The packets of a file.
 *
 * @throws Error if it is not a file of packets, or of a link type that this module does not know
 */
export function unpackPcap(file: Buffer): readonly Packet[] {
  const format = recognise(file);
  const linkType = format.u32(20) & 0xffff;
  const isEthernet = linkType === LINKTYPE_ETHERNET;
  const skip = linkHeaders[linkType];
  if (skip === undefined) {
    throw new Error(`Cannot read packets of link type ${format.u32(20)}; capture Ethernet or IP`);
  }
  const packets: Packet[] = [];
  for (let at = headerSize; at + recordHeaderSize <= file.length; ) {
    const captured = format.u32(at + 8);
    const time = format.u32(at) * 1000 + format.u32(at + 4) / format.perMillisecond;
    const record = Buffer.from(file.subarray(at + recordHeaderSize).subarray(0, captured));
    const packet = isEthernet
      ? decodeFrame(record, time)
      : decodePacket(record.subarray(skip), time);
    if (packet) packets.push(packet);
    at += recordHeaderSize + captured;
  }
  return packets;
}

function recognise(file: Buffer) {
  const known = [microsecondMagic, nanosecondMagic];
  const little = file.length >= headerSize ? file.readUInt32LE(0) : 0;
  const big = file.length >= headerSize ? file.readUInt32BE(0) : 0;
  const magic = known.includes(little) ? little : known.includes(big) ? big : undefined;
  if (magic === undefined) {
    throw new Error(
      'Not a file of packets in the format of libpcap; save it as .pcap, not .pcapng',
    );
  }
  return {
    perMillisecond: magic === nanosecondMagic ? 1e6 : 1e3,
    u32: (at: number) => (magic === little ? file.readUInt32LE(at) : file.readUInt32BE(at)),
  };
}

function packRecordHeader(time: number, captured: number, length: number): Buffer {
  const header = Buffer.alloc(recordHeaderSize);
  const seconds = Math.floor(time / 1000);
  header.writeUInt32LE(seconds, 0);
  header.writeUInt32LE(Math.min(999_999_999, Math.round((time - seconds * 1000) * 1e6)), 4);
  header.writeUInt32LE(captured, 8);
  header.writeUInt32LE(Math.max(length, captured), 12);
  return header;
}
