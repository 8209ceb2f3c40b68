/** The rows of a hex dump, which every view of bytes shares. */

/** Bytes in a row. */
export const bytesPerRow = 16;

/** Sixteen bytes, or fewer in the last row. */
export interface HexRow<Bytes extends Uint8Array = Uint8Array> {
  readonly offset: number;
  readonly bytes: Bytes;
}

/** Divides bytes into rows. */
export function hexRows<Bytes extends Uint8Array>(bytes: Bytes): readonly HexRow<Bytes>[] {
  return Array.from({ length: Math.ceil(bytes.length / bytesPerRow) }, (_, row) => ({
    offset: row * bytesPerRow,
    // A part of a Buffer is a Buffer, and so for every other kind.
    bytes: bytes.subarray(row * bytesPerRow, (row + 1) * bytesPerRow) as Bytes,
  }));
}

/** A row: its offset, its bytes in hexadecimal and as text. */
export function hexLine({ offset, bytes }: HexRow): string {
  return `${hexOffset(offset)}  ${hexBytes(bytes).padEnd(3 * bytesPerRow - 1)}  ${printable(bytes)}`;
}

export function hexOffset(offset: number): string {
  return offset.toString(16).padStart(4, '0');
}

export function hexBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The bytes as text, a point for each that cannot be printed. */
export function printable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  ).join('');
}
