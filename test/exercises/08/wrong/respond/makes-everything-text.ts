/** Makes a text of bytes that are none. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  return right(status, fields, Buffer.from(body).toString());
}
