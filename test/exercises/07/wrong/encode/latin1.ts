/** Sends text with a byte for each character. */

export function encode(message: string | Uint8Array): Uint8Array {
  const body = typeof message === 'string' ? Buffer.from(message, 'latin1') : message;
  return Buffer.concat([Buffer.from(`${body.length}:`), body, Buffer.from(',')]);
}
