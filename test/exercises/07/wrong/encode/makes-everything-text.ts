/** Makes a text of bytes that are none. */

export function encode(message: string | Uint8Array): Uint8Array {
  const text = typeof message === 'string' ? message : Buffer.from(message).toString();
  return Buffer.from(`${Buffer.byteLength(text)}:${text},`);
}
