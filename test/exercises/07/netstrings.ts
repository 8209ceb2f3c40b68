/** The decoder of exercise 07, step by step: a wrong answer is one that takes a step wrongly. */

export interface OpenDecoder {
  readonly push: (piece: Uint8Array) => Uint8Array[];
  readonly end: () => void;
}

const comma = 0x2c;

export class Netstrings {
  readonly limit: number;
  rest: Buffer = Buffer.alloc(0);

  constructor(limit: number) {
    this.limit = limit;
  }

  push(piece: Uint8Array): Uint8Array[] {
    this.rest = Buffer.concat([this.rest, piece]);
    const messages: Buffer[] = [];
    for (let length = this.length(); length !== undefined; length = this.length()) {
      const start = this.rest.indexOf(':') + 1;
      const end = start + length;
      if (!this.isWhole(end)) break;
      this.checkMark(this.rest[end]);
      messages.push(this.rest.subarray(start, end));
      this.rest = this.rest.subarray(end + 1);
    }
    return messages;
  }

  /** The length at the beginning of the remainder; undefined until its colon has come. */
  length(): number | undefined {
    const colon = this.rest.indexOf(':');
    const digits = this.rest.subarray(0, colon < 0 ? 11 : colon).toString('latin1');
    this.checkDigits(digits, colon >= 0);
    if (colon < 0) return undefined;
    this.checkLength(Number(digits));
    return Number(digits);
  }

  checkDigits(digits: string, isComplete: boolean): void {
    if (!/^(0|[1-9][0-9]{0,9})?$/.test(digits)) throw new Error('Not a length');
    if (isComplete && digits === '') throw new Error('A length without a digit');
  }

  checkLength(length: number): void {
    if (length > this.limit) throw new Error(`${length} bytes are more than ${this.limit}`);
  }

  isWhole(end: number): boolean {
    return this.rest.length > end;
  }

  checkMark(byte: number | undefined): void {
    if (byte !== comma) throw new Error('No comma behind the message');
  }

  end(): void {
    if (this.rest.length > 0) throw new Error(`The stream ended after ${this.rest.length} bytes`);
  }
}

/** The answer that a kind of decoder is. */
export function decoderAnswer(kind: new (limit: number) => Netstrings = Netstrings) {
  return (limit: number): OpenDecoder => {
    const decoder = new kind(limit);
    return { push: (piece) => decoder.push(piece), end: () => decoder.end() };
  };
}
