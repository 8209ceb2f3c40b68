/** Checks of arguments, made before the kernel is asked. Their errors are coded as Node's are. */

import { types } from 'node:util';

/** Raises a TypeError with `code` ERR_INVALID_ARG_TYPE. */
export function refuseType(name: string, expected: string, actual: unknown): never {
  throw coded(
    new TypeError(`Cannot use ${describe(actual)} as ${name}: expected ${expected}`),
    'ERR_INVALID_ARG_TYPE',
  );
}

/** Raises a RangeError with `code` ERR_OUT_OF_RANGE. */
export function refuseRange(name: string, expected: string, actual: unknown): never {
  throw coded(
    new RangeError(`Cannot use ${describe(actual)} as ${name}: expected ${expected}`),
    'ERR_OUT_OF_RANGE',
  );
}

/** A whole number from `least` to `most`, both included. */
export function checkInteger(
  name: string,
  value: unknown,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const expected = `a whole number from ${least} to ${most}`;
  if (typeof value !== 'number') refuseType(name, expected, value);
  if (!Number.isInteger(value) || value < least || value > most) refuseRange(name, expected, value);
  return value;
}

/** A signed number of 32 bits, which is what C calls `int`. */
export function checkInt(name: string, value: unknown): number {
  return checkInteger(name, value, { least: -0x8000_0000, most: 0x7fff_ffff });
}

/** A port, 0 to 65535. */
export function checkPort(value: unknown): number {
  return checkInteger('port', value, { least: 0, most: 65_535 });
}

/** An object with options. */
export function checkOptions<T extends object>(value: T): T {
  if (typeof value === 'object' && value !== null) return value;
  return refuseType('options', 'an object', value);
}

/** The number of a descriptor. */
export function checkDescriptor(value: unknown): number {
  return checkInteger('descriptor', value, { least: 0, most: 0x7fff_ffff });
}

/** A number of bytes to receive. Linux moves at most this many at once. */
export function checkLength(value: unknown): number {
  return checkInteger('length', value, { least: 0, most: 0x7fff_f000 });
}

/** A place in a file, or the size of a part of it, in bytes. */
export function checkFileSize(name: string, value: unknown): number {
  return checkInteger(name, value, { least: 0, most: Number.MAX_SAFE_INTEGER });
}

/** Time in milliseconds, or `undefined` for no limit. */
export function checkTimeout(value: unknown): number | undefined {
  if (value === undefined || value === Number.POSITIVE_INFINITY) return undefined;
  const expected = 'milliseconds from 0 to 2147483647';
  if (typeof value !== 'number') refuseType('timeout', expected, value);
  // The upper limit is that of Node's timers.
  if (!(value >= 0 && value <= 0x7fff_ffff)) refuseRange('timeout', expected, value);
  return value;
}

/**
 * The time until a deadline, in milliseconds, or `undefined` for no limit. It may be negative: the
 * time is over.
 */
export function checkTimeLeft(value: unknown): number | undefined {
  return typeof value === 'number' && value < 0 ? value : checkTimeout(value);
}

/** The time until a time of `performance.now()`, or `undefined` for no limit. It is negative, and never 0, if it is over. */
export function checkDeadline(value: unknown): number | undefined {
  if (value === undefined || value === Number.POSITIVE_INFINITY) return undefined;
  const expected = 'a time of performance.now(), at most 2147483647 milliseconds from now';
  if (typeof value !== 'number') refuseType('deadline', expected, value);
  const left = value - performance.now();
  if (!(left <= 0x7fff_ffff)) refuseRange('deadline', expected, value);
  return left || -1;
}

/**
 * Bytes that may be handed to the kernel: memory that is there, and that no other thread can
 * change meanwhile. Recognised by its nature, not its class: a cell may have classes of its own.
 */
export function checkBytes(name: string, value: unknown): Uint8Array {
  if (!ArrayBuffer.isView(value)) refuseType(name, 'a Buffer or Uint8Array', value);
  if (types.isSharedArrayBuffer(value.buffer)) {
    refuseType(name, 'bytes that are not in a SharedArrayBuffer', value);
  }
  if (value.buffer.detached) refuseType(name, 'bytes whose ArrayBuffer is not detached', value);
  if (types.isUint8Array(value)) return value;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Bytes to be sent: text is encoded as UTF-8. */
export function checkData(value: unknown): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value) : checkBytes('data', value);
}

/** Gives `error` the property `code` that Node's own errors have. */
export function coded<E extends Error>(error: E, code: string): E & { readonly code: string } {
  return Object.assign(error, { code });
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'function' ? 'a function' : String(value);
  }
  return `an object of class ${value.constructor?.name ?? 'null'}`;
}
