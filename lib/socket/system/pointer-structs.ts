/**
 * Structures that hold pointers, laid out alike on x86-64 and arm64. They are packed here, and not by
 * koffi: that is faster, and a worker may be ended meanwhile.
 *
 * The memory that is pointed to must be referred to elsewhere until the call is done.
 */

import koffi from './koffi.ts';

type Bytes = Uint8Array;

/** The parts of a message that are sent, or the room that it is received into. */
export interface MessageParts {
  readonly name: Bytes | null;
  readonly pieces: readonly Bytes[];
  readonly control: Bytes | null;
}

/** Lengths and flags of a message that arrived. */
export interface MessageLengths {
  readonly nameLength: number;
  readonly controlLength: number;
  readonly flags: number;
}

/** The size of `struct msghdr`. */
const HEADER = 56;
/** The size of `struct mmsghdr`: with the length of the message. */
const HEADER_OF_MANY = 64;
/** The size of `struct iovec`. */
const PIECE = 16;

/** Packs a `struct msghdr`. */
export function packMessage(message: MessageParts): Buffer {
  return packAll([message], HEADER);
}

/** Packs an array of `struct mmsghdr`. */
export function packMessages(messages: readonly MessageParts[]): Buffer {
  return packAll(messages, HEADER_OF_MANY);
}

/** Lengths and flags that recvmsg(2) has set. */
export function unpackMessage(packed: Buffer): MessageLengths {
  return lengthsAt(packed, 0);
}

/** Lengths and flags that recvmmsg(2) has set in the message at `index`, with the number of its bytes. */
export function unpackMessageOf(
  packed: Buffer,
  index: number,
): MessageLengths & { readonly length: number } {
  const at = index * HEADER_OF_MANY;
  return { ...lengthsAt(packed, at), length: packed.readUInt32LE(at + HEADER) };
}

/** Packs a program of classic BPF, eight bytes an instruction: `struct sock_fprog`. */
export function packFilterProgram(filter: Bytes): Buffer {
  const packed = Buffer.alloc(16);
  packed.writeUInt16LE(filter.byteLength / 8);
  writePointer(packed, 8, filter);
  return packed;
}

/** The headers, and behind them the lists of pieces that they point to. */
function packAll(messages: readonly MessageParts[], size: number): Buffer {
  const count = messages.reduce((sum, { pieces }) => sum + pieces.length, 0);
  const packed = Buffer.allocUnsafe(messages.length * size + count * PIECE).fill(0);
  const address = addressOf(packed);
  let next = messages.length * size;
  messages.forEach(({ name, pieces, control }, index) => {
    const at = index * size;
    writePointer(packed, at, name);
    packed.writeUInt32LE(name?.byteLength ?? 0, at + 8);
    writeNumber(packed, at + 16, address + next);
    packed.writeUInt32LE(pieces.length, at + 24);
    writePointer(packed, at + 32, control);
    packed.writeUInt32LE(control?.byteLength ?? 0, at + 40);
    for (const piece of pieces) {
      writePointer(packed, next, piece);
      packed.writeUInt32LE(piece.byteLength, next + 8);
      next += PIECE;
    }
  });
  return packed;
}

function lengthsAt(packed: Buffer, at: number): MessageLengths {
  return {
    nameLength: packed.readUInt32LE(at + 8),
    controlLength: packed.readUInt32LE(at + 40),
    flags: packed.readInt32LE(at + 48),
  };
}

function writePointer(packed: Buffer, at: number, memory: Bytes | null): void {
  // That of no memory stays 0.
  if (memory !== null && memory.byteLength > 0) writeNumber(packed, at, addressOf(memory));
}

/** Addresses of a process have 52 bits at most, and so are exact as numbers. */
function addressOf(memory: Bytes): number {
  return Number(koffi.address(memory));
}

function writeNumber(packed: Buffer, at: number, value: number): void {
  packed.writeUInt32LE(value % 2 ** 32, at);
  packed.writeUInt32LE(Math.floor(value / 2 ** 32), at + 4);
}
