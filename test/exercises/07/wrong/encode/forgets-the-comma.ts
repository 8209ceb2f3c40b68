/** Ends a netstring without its comma. */

export function encode(message: string | Uint8Array): Uint8Array {
  const body = Buffer.from(message);
  return Buffer.concat([Buffer.from(`${body.length}:`), body]);
}
