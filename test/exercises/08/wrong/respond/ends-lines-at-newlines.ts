/** Ends its lines with one byte. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(right(status, fields, body));
  const end = bytes.indexOf('\r\n\r\n') + 4;
  const head = String(bytes.subarray(0, end)).replaceAll('\r\n', '\n');
  return Buffer.concat([Buffer.from(head), bytes.subarray(end)]);
}
