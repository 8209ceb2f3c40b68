/** The frames of exercise 21, in steps that wrong answers override. */

/** A frame of a right answer. */
export class FrameEncoder {
  encode(kind: number, content: Buffer, mask?: Buffer): Buffer {
    const length = this.lengthOf(content.length);
    const second = (length[0] ?? 0) | (mask === undefined ? 0 : this.maskBit());
    const head = Buffer.concat([Buffer.of(this.first(kind), second), length.subarray(1)]);
    if (mask === undefined) return Buffer.concat([head, content]);
    return Buffer.concat([head, this.shownMask(mask), this.masked(content, mask)]);
  }

  first(kind: number): number {
    return 0x80 | kind;
  }

  maskBit(): number {
    return 0x80;
  }

  /** The low bits of the second byte, and the bytes of the length behind it. */
  lengthOf(length: number): Buffer {
    if (length < this.leastOfTwo()) return Buffer.of(length);
    const long = Buffer.alloc(9);
    if (length <= this.mostOfTwo()) {
      long[0] = 126;
      long.writeUInt16BE(length, 1);
      return long.subarray(0, 3);
    }
    long[0] = 127;
    long.writeBigUInt64BE(BigInt(length), 1);
    return long;
  }

  leastOfTwo(): number {
    return 126;
  }

  mostOfTwo(): number {
    return 65_535;
  }

  shownMask(mask: Buffer): Buffer {
    return mask;
  }

  masked(content: Buffer, mask: Buffer): Buffer {
    return Buffer.from(content.map((byte, at) => byte ^ (mask[this.place(at)] ?? 0)));
  }

  place(at: number): number {
    return at % 4;
  }
}

/** The function of an answer with an encoder of that class. */
export function encoderAnswer(
  Encoder: typeof FrameEncoder,
): (kind: number, content: Buffer, mask?: Buffer) => Buffer {
  return (kind, content, mask) => new Encoder().encode(kind, content, mask);
}
