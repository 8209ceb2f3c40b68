/** Describes, packs and unpacks socket options. */

import { checkBytes, checkInt, refuseRange, refuseType } from '../system/validate.ts';

declare const optionValue: unique symbol;

/** The number of an option with a value of type `T`. */
export type OptionName<T> = number & { readonly [optionValue]: T };

/** Packs a value for the kernel, and unpacks it. */
export interface Codec<T> {
  /** The value's meaning, in words. */
  readonly kind: string;
  /** The room in bytes that getsockopt needs. */
  readonly size: number;
  pack(value: unknown): Uint8Array;
  unpack(bytes: Buffer): T;
}

/** One line of the table of options. */
export interface OptionEntry {
  /** The name in C, such as `SO_REUSEADDR`. */
  readonly name: string;
  readonly level: number;
  readonly number: number;
  readonly codec: Codec<unknown>;
  /** The page of the manual that describes it, such as `socket(7)`. */
  readonly manual: string;
}

const entries = new Map<string, OptionEntry>();

/**
 * All options that have a type, in the order of the levels and their numbers.
 *
 * @example
 * socketOptions().find(({ name }) => name === 'TCP_NODELAY')?.manual; // => 'tcp(7)'
 */
export function socketOptions(): readonly OptionEntry[] {
  return [...entries.values()];
}

/** Finds the description of an option. */
export function optionEntry(level: number, number: number): OptionEntry | undefined {
  return entries.get(`${level}:${number}`);
}

/** Makes the options of one level. */
export function optionLevel(
  level: number,
  manual: string,
): <T>(name: string, number: number, codec: Codec<T>) => OptionName<T> {
  return (name, number, codec) => {
    entries.set(`${level}:${number}`, { name, level, number, codec, manual });
    // The brand exists only in the type; it ties the number to the type that its codec unpacks.
    return number as OptionName<ReturnType<typeof codec.unpack>>;
  };
}

/** A number: C's `int`. */
export const int: Codec<number> = {
  kind: 'number',
  size: 4,
  pack(value) {
    const packed = Buffer.alloc(4);
    packed.writeInt32LE(checkInt('option value', value));
    return packed;
  },
  // Some options answer with a single byte.
  unpack: (bytes) => (bytes.length < 4 ? (bytes[0] ?? 0) : bytes.readInt32LE()),
};

/** Yes or no, which C writes as an `int`. */
export const bool: Codec<boolean> = {
  kind: 'boolean',
  size: 4,
  pack(value) {
    // C's own form is a number, and textbooks write 1.
    if (typeof value === 'number') return int.pack(value);
    if (typeof value !== 'boolean') refuseType('option value', 'true or false', value);
    return int.pack(Number(value));
  },
  unpack: (bytes) => int.unpack(bytes) !== 0,
};

/** A name, such as that of an interface. */
export const text: Codec<string> = {
  kind: 'text',
  size: 256,
  pack(value) {
    if (typeof value !== 'string') refuseType('option value', 'text', value);
    if (value.includes('\0')) refuseRange('option value', 'text without NUL', value);
    return Buffer.from(`${value}\0`);
  },
  unpack(bytes) {
    const end = bytes.indexOf(0);
    return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
  },
};

/** Several numbers: C's `uint32_t[]`. */
export const numbers: Codec<readonly number[]> = {
  kind: 'numbers',
  size: 256,
  pack(value) {
    if (!Array.isArray(value)) refuseType('option value', 'a list of numbers', value);
    return Buffer.concat(value.map((item) => int.pack(item)));
  },
  unpack: (bytes) => Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readUInt32LE(4 * i)),
};

/** A number of 64 bits, too long for a JavaScript number: `uint64_t`. */
export const long: Codec<bigint> = {
  kind: 'bigint',
  size: 8,
  pack(value) {
    if (typeof value !== 'bigint') refuseType('option value', 'a bigint', value);
    if (value !== BigInt.asUintN(64, value)) refuseRange('option value', '64 bits', value);
    const packed = Buffer.alloc(8);
    packed.writeBigUInt64LE(value);
    return packed;
  },
  unpack: (bytes) => bytes.readBigUInt64LE(),
};

/** Bytes that this library does not look into. */
export function raw(size: number): Codec<Buffer> {
  return {
    kind: 'bytes',
    size,
    pack: (value) => checkBytes('option value', value),
    unpack: (bytes) => bytes,
  };
}

/** The kernel's `struct linger`. */
export interface Linger {
  /** True if close(2) sees to it that what was sent is delivered, or the connection is reset. */
  readonly on: boolean;
  /** The most time that closing waits for delivery, in seconds; 0 resets the connection instead. */
  readonly seconds: number;
}

export const linger: Codec<Linger> = {
  kind: 'linger',
  size: 8,
  pack(value) {
    const { on, seconds } = fields<Linger>(value, '{ on, seconds }');
    return Buffer.concat([bool.pack(on), int.pack(seconds)]);
  },
  unpack: (bytes) => ({ on: bytes.readInt32LE() !== 0, seconds: bytes.readInt32LE(4) }),
};

/** A `struct timeval`, as milliseconds; 0 for no limit. */
export const milliseconds: Codec<number> = {
  kind: 'milliseconds',
  size: 16,
  pack(value) {
    const time = checkInt('option value', value);
    if (time < 0) refuseRange('option value', 'milliseconds from 0', value);
    const packed = Buffer.alloc(16);
    packed.writeBigInt64LE(BigInt(Math.floor(time / 1000)));
    packed.writeBigInt64LE(BigInt((time % 1000) * 1000), 8);
    return packed;
  },
  unpack: (bytes) => Number(bytes.readBigInt64LE()) * 1000 + Number(bytes.readBigInt64LE(8)) / 1000,
};

/** The process at the other end of a Unix socket: the kernel's `struct ucred`. */
export interface Credentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

export const credentials: Codec<Credentials> = {
  kind: 'credentials',
  size: 12,
  pack(value) {
    const { pid, uid, gid } = fields<Credentials>(value, '{ pid, uid, gid }');
    return Buffer.concat([int.pack(pid), int.pack(uid), int.pack(gid)]);
  },
  unpack: (bytes) => ({
    pid: bytes.readInt32LE(),
    uid: bytes.readUInt32LE(4),
    gid: bytes.readUInt32LE(8),
  }),
};

/** An object with fields that the caller still has to check, one by one. */
export function fields<T>(value: unknown, expected: string): { readonly [K in keyof T]?: unknown } {
  if (typeof value !== 'object' || value === null) refuseType('option value', expected, value);
  return value;
}
