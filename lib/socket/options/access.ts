/** Reading options of a descriptor, `getsockopt(2)`. */

import { SocketError } from '../system/errors.ts';
import * as libc from '../system/libc.ts';
import { refuseRange } from '../system/validate.ts';
import { SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET } from './option-names.ts';
import { type OptionEntry, type OptionName, optionEntry } from './options.ts';

/** The description of an option; raises ERR_OUT_OF_RANGE for one that has no type. */
export function typedOption(level: number, name: number): OptionEntry {
  const entry = optionEntry(level, name);
  if (entry !== undefined) return entry;
  return refuseRange('option', `a typed option of level ${level}, or bytes (a size) with it`, name);
}

/** Reads an option as bytes, at most `size` of them. */
export function readOption(
  fd: number,
  { level, name, size }: { readonly level: number; readonly name: number; readonly size: number },
): Buffer {
  const value = Buffer.alloc(size);
  const length = new Uint32Array([size]);
  const result = libc.getsockopt(fd, level, name, value, new Uint8Array(length.buffer));
  if (result < 0) throw new SocketError('getsockopt', -result);
  return value.subarray(0, length[0]);
}

/** Reads an option of SOL_SOCKET. */
export function socketOption<T>(fd: number, name: OptionName<T>): T {
  const { codec } = typedOption(SOL_SOCKET, name);
  // The brand of the name says which type its codec unpacks.
  return codec.unpack(readOption(fd, { level: SOL_SOCKET, name, size: codec.size })) as T;
}

/** Facts of a socket that its calls need, kept because asking the kernel costs a system call. */
export interface Traits {
  /** The type without flags, such as SOCK_STREAM. */
  readonly type: number;
  readonly isTcp: boolean;
  /** True if close(2) may have to wait. */
  readonly lingers: boolean;
  // Linux honours these two only on descriptors that block. Ours never do: the library applies them.
  /** SO_RCVTIMEO in milliseconds, 0 for no limit. */
  readonly receiveTimeout: number;
  /** SO_SNDTIMEO in milliseconds, 0 for no limit. */
  readonly sendTimeout: number;
}

/** The traits of a descriptor that is not a socket. */
export const NO_TRAITS: Traits = {
  type: 0,
  isTcp: false,
  lingers: false,
  receiveTimeout: 0,
  sendTimeout: 0,
};

/** The trait that an option of SOL_SOCKET decides, read from the kernel; none for most options. */
export function traitOf(fd: number, name: number): Partial<Traits> {
  if (name === SO_RCVTIMEO) return { receiveTimeout: socketOption(fd, SO_RCVTIMEO) };
  if (name === SO_SNDTIMEO) return { sendTimeout: socketOption(fd, SO_SNDTIMEO) };
  if (name !== SO_LINGER) return {};
  const { on, seconds } = socketOption(fd, SO_LINGER);
  return { lingers: on && seconds > 0 };
}
