/** Reading and setting the options of a socket. */

import { Descriptor } from './descriptor.ts';
import { SocketError } from './errors.ts';
import * as libc from './libc.ts';
import { type OptionName, optionEntry } from './options.ts';
import { checkBytes, checkInt, checkInteger, refuseRange } from './validate.ts';

export abstract class OptionedSocket extends Descriptor {
  /** Sets an option, `setsockopt(2)`. */
  setsockopt<T>(level: number, name: OptionName<T>, value: T): void;
  /** Sets an option that this library has no type for: its bytes as C has them. */
  setsockopt(level: number, name: number, value: Uint8Array): void;
  setsockopt(level: number, name: number, value: unknown): void {
    const fd = this.open('setsockopt');
    checkInt('level', level);
    checkInt('option', name);
    const bytes = value instanceof Uint8Array ? value : codecOf(level, name).pack(value);
    checkBytes('option value', bytes);
    const result = libc.setsockopt(fd, level, name, bytes, bytes.byteLength);
    if (result < 0) throw new SocketError('setsockopt', -result);
  }

  /** Reads an option, `getsockopt(2)`. */
  getsockopt<T>(level: number, name: OptionName<T>): T;
  /** Reads an option as bytes, at most `size` of them. */
  getsockopt(level: number, name: number, size: number): Buffer;
  getsockopt(level: number, name: number, size?: number): unknown {
    const fd = this.open('getsockopt');
    checkInt('level', level);
    checkInt('option', name);
    if (size !== undefined) {
      return readOption(fd, { level, name, size: checkInteger('size', size, sizes) });
    }
    const codec = codecOf(level, name);
    return codec.unpack(readOption(fd, { level, name, size: codec.size }));
  }
}

const sizes = { least: 0, most: 65_536 };

function codecOf(level: number, name: number) {
  const entry = optionEntry(level, name);
  if (entry !== undefined) return entry.codec;
  return refuseRange(
    'option',
    `one of the typed options of level ${level}, or a Buffer (a size) as third argument`,
    name,
  );
}

function readOption(
  fd: number,
  { level, name, size }: { readonly level: number; readonly name: number; readonly size: number },
): Buffer {
  const value = Buffer.alloc(size);
  const length = new Uint32Array([size]);
  const result = libc.getsockopt(fd, level, name, value, new Uint8Array(length.buffer));
  if (result < 0) throw new SocketError('getsockopt', -result);
  return value.subarray(0, length[0]);
}
