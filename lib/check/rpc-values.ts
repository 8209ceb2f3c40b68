/** Parts of the encoding of values that RPC endpoints exchange. */

import { RemoteError } from './scene/remote.ts';

/** The field that marks a copy as more than plain data. */
export const mark = '\u0000wirebook';

/** Tells whether an object is not an instance of a class. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Tells whether structured cloning copies an object by itself. */
export function isData(value: object): boolean {
  return value instanceof Date || value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/** The names of an instance's methods, getters and own fields. */
export function membersOf(value: object): string[] {
  const names = new Set(Object.keys(value));
  let prototype: object | null = Object.getPrototypeOf(value);
  while (prototype !== null && prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
    prototype = Object.getPrototypeOf(prototype);
  }
  names.delete('constructor');
  return [...names];
}

/** A field's value; a getter that throws, as those of a closed socket may, counts as absent. */
export function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    // The check sees that the field is missing, which tells as much as the error would.
    return undefined;
  }
}

/** An error as plain data, with Node's further fields. */
export function encodeError(error: Error): unknown {
  const details = ['code', 'errno', 'syscall', 'address', 'port', 'path'].flatMap((key) => {
    const field = read(error, key);
    return typeof field === 'string' || typeof field === 'number' ? [[key, field]] : [];
  });
  const { name, message } = error;
  return { [mark]: 'error', name, message, details: Object.fromEntries(details) };
}

/** The error that {@link encodeError} took apart; a hostile sender may have put anything in it. */
export function decodeError(value: object): RemoteError {
  const details = Object(read(value, 'details')) as Readonly<Record<string, unknown>>;
  return new RemoteError(text(read(value, 'name')), text(read(value, 'message')), details);
}

/** A text of the other end; of any other value the name of its type. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 2000) : typeof value;
}
