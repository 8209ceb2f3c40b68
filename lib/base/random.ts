/** Random inputs that a seed repeats. */

/** A source of random inputs: the same seed gives the same inputs in the same order. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to 1, which is not included. */
  fraction(): number {
    return this.#next();
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  /** One of `values`. */
  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.integer(0, values.length - 1)] ?? values[0];
  }

  /** `count` of `values`, no place twice, in any order. */
  sample<T>(values: readonly T[], count: number): T[] {
    const left = [...values];
    return Array.from({ length: Math.min(count, left.length) }, () =>
      left.splice(this.integer(0, left.length - 1), 1),
    ).flat();
  }

  /** A lower-case word of `low` to `high` letters. */
  word(low = 4, high = 9): string {
    const letters = Array.from({ length: this.integer(low, high) }, () => this.integer(97, 122));
    return String.fromCharCode(...letters);
  }

  /** Any bytes at all. */
  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.integer(0, 255)));
  }

  /** The same bytes cut into `count` pieces or fewer, as a network might deliver them. */
  pieces(data: Uint8Array, count: number): Buffer[] {
    const cuts = Array.from({ length: count - 1 }, () => this.integer(0, data.length));
    const edges = [...new Set([0, ...cuts, data.length])].sort((a, b) => a - b);
    return edges.slice(1).map((end, index) => Buffer.from(data.subarray(edges[index], end)));
  }

  /** Mulberry32: 32 bits of state are plenty for inputs of checks and for lost packets. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
