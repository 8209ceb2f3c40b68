/** The decoder of exercise 21, in steps that wrong answers override. */

/** A message as the contract has it. */
export interface Message {
  readonly kind: number;
  readonly content: Buffer;
}

/** A decoder as the contract has it. */
export interface Decoder {
  readonly push: (bytes: Buffer) => readonly Message[];
  readonly error: () => number | undefined;
}

/** The header of a frame. */
export interface Header {
  readonly kind: number;
  readonly isLast: boolean;
  readonly isMasked: boolean;
  readonly reserved: number;
  readonly length: number;
  /** The number of bytes before the mask. */
  readonly size: number;
}

/** The decoder of a right answer. */
export class FrameDecoder {
  readonly limit: number;
  rest: Buffer = Buffer.alloc(0);
  kind = 0;
  parts: Buffer[] = [];
  reason: number | undefined;
  hasEnded = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  push(bytes: Buffer): readonly Message[] {
    const found: Message[] = [];
    if (this.hasEnded) return found;
    this.rest = Buffer.concat([this.rest, bytes]);
    while (!this.hasEnded) {
      const header = this.header();
      if (header === undefined) break;
      this.reason = this.wrong(header);
      if (this.reason !== undefined) {
        this.hasEnded = true;
        break;
      }
      const end = header.size + 4 + header.length;
      if (this.rest.length < end) break;
      const content = this.unmask(header);
      this.rest = this.rest.subarray(end);
      this.take(header, content, found);
    }
    return found;
  }

  error(): number | undefined {
    return this.reason;
  }

  header(): Header | undefined {
    const [first, second] = this.rest;
    if (first === undefined || second === undefined) return undefined;
    const form = {
      kind: first & 0x0f,
      isLast: first >= 0x80,
      isMasked: second >= 0x80,
      reserved: first & 0x70,
    };
    const short = second & 0x7f;
    if (short < 126) return { ...form, length: short, size: 2 };
    if (short === 126) {
      if (this.rest.length < 4) return this.tooShort(form);
      return { ...form, length: this.rest.readUInt16BE(2), size: 4 };
    }
    if (this.rest.length < 10) return this.tooShort(form);
    return { ...form, length: this.wide(), size: 10 };
  }

  tooShort(_form: Omit<Header, 'length' | 'size'>): Header | undefined {
    return undefined;
  }

  wide(): number {
    return Number(this.rest.readBigUInt64BE(2));
  }

  unmask({ size, length }: Header): Buffer {
    const mask = this.rest.subarray(size, size + 4);
    const content = this.rest.subarray(size + 4, size + 4 + length);
    return Buffer.from(content.map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
  }

  /** The reason why a frame is wrong. */
  wrong(header: Header): number | undefined {
    if (this.isMalformed(header) || this.isOutOfPlace(header) || this.isBadControl(header)) {
      return 1002;
    }
    return this.isTooLong(header) ? 1009 : undefined;
  }

  isMalformed({ kind, isMasked, reserved }: Header): boolean {
    return !isMasked || reserved !== 0 || ![0, 1, 2, 8, 9, 10].includes(kind);
  }

  isOutOfPlace({ kind }: Header): boolean {
    return kind < 8 && (kind === 0) !== (this.kind !== 0);
  }

  isBadControl({ kind, isLast, length }: Header): boolean {
    return kind >= 8 && (!isLast || length > 125);
  }

  isTooLong({ kind, length }: Header): boolean {
    return kind < 8 && this.before() + length > this.limit;
  }

  /** The number of bytes in the fragments so far. */
  before(): number {
    return this.parts.reduce((sum, part) => sum + part.length, 0);
  }

  take({ kind, isLast }: Header, content: Buffer, found: Message[]): void {
    if (kind >= 8) {
      found.push({ kind, content });
      if (kind === 8) this.close();
      return;
    }
    if (kind !== 0) this.kind = kind;
    this.parts.push(content);
    if (isLast) this.complete(found);
  }

  complete(found: Message[]): void {
    found.push({ kind: this.kind, content: Buffer.concat(this.parts) });
    this.kind = 0;
    this.parts = [];
  }

  close(): void {
    this.hasEnded = true;
  }
}

/** The function of an answer with a decoder of that class. */
export function decoderAnswer(Own: typeof FrameDecoder): (limit: number) => Decoder {
  return (limit) => {
    const decoder = new Own(limit);
    return { push: (bytes) => decoder.push(bytes), error: () => decoder.error() };
  };
}
