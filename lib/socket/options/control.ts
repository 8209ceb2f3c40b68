/** Control messages, `cmsg(3)`: how ancillary data is packed. */

import { checkInteger, refuseType } from '../system/validate.ts';
import { AncillaryData, closeUnclaimed } from './ancillary.ts';

/** `struct cmsghdr`: a length of 8 bytes, then level and type. The same on x86-64 and arm64. */
const HEADER = 16;
/**
 * The length of a control message with `length` bytes of data, without padding: CMSG_LEN.
 *
 * @example
 * cmsgLen(4); // => 20
 */
export function cmsgLen(length: number): number {
  return HEADER + checkInteger('length', length, CONTROL_LENGTHS);
}

/**
 * The room that a control message with `length` bytes of data takes: CMSG_SPACE.
 *
 * @example
 * cmsgSpace(4); // => 24
 */
export function cmsgSpace(length: number): number {
  return HEADER + align(checkInteger('length', length, CONTROL_LENGTHS));
}

const CONTROL_LENGTHS = { least: 0, most: 0x7fff_ffe0 };

/** Packs control messages one after another. */
export function packControl(control: readonly AncillaryData[]): Buffer {
  if (!Array.isArray(control)) refuseType('control', 'a list of AncillaryData', control);
  for (const item of control) {
    if (!(item instanceof AncillaryData)) refuseType('control', 'AncillaryData', item);
  }
  const packed = Buffer.alloc(control.reduce((sum, { data }) => sum + cmsgSpace(data.length), 0));
  let at = 0;
  for (const item of control) {
    packed.writeBigUInt64LE(BigInt(cmsgLen(item.data.length)), at);
    packed.writeInt32LE(item.level, at + 8);
    packed.writeInt32LE(item.type, at + 12);
    packed.set(item.data, at + HEADER);
    at += cmsgSpace(item.data.length);
  }
  return packed;
}

/** Unpacks control messages that arrived; stops at one that is cut off in its header. */
export function unpackControl(packed: Buffer): AncillaryData[] {
  const control: AncillaryData[] = [];
  for (let at = 0; at + HEADER <= packed.length; ) {
    const length = Number(packed.readBigUInt64LE(at));
    if (length < HEADER) break;
    const data = packed.subarray(at + HEADER, at + length);
    const item = new AncillaryData(packed.readInt32LE(at + 8), packed.readInt32LE(at + 12), data);
    control.push(item[closeUnclaimed]());
    at += align(length);
  }
  return control;
}

/** Control messages begin at multiples of eight bytes. */
function align(length: number): number {
  return (length + 7) & ~7;
}
