/** Counts the units of a string, not the bytes. */

export function encode(message: string | Uint8Array): Uint8Array {
  const body = Buffer.from(message);
  return Buffer.concat([Buffer.from(`${message.length}:`), body, Buffer.from(',')]);
}
