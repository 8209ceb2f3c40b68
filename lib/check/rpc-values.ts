/** How values are taken apart to be copied to another process, and put together there. */

import { RemoteError } from './remote.ts';

/** The field by which a copy tells that it is more than plain data. */
export const mark = '\u0000wirebook';

/** Whether an object is one of its fields alone, and no instance of a class. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** What structured cloning copies by itself. */
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
    // The check will see the field missing, which says as much as the error would.
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

/** The error that such data tells of, whatever it holds. */
export function decodeError(value: object): RemoteError {
  const details = Object(read(value, 'details')) as Readonly<Record<string, unknown>>;
  return new RemoteError(text(read(value, 'name')), text(read(value, 'message')), details);
}

/** A text of the other end, or the name of the type that stands in its place. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 2000) : typeof value;
}
