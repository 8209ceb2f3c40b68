/** Sends text in an older encoding. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  return right(status, fields, typeof body === 'string' ? Buffer.from(body, 'latin1') : body);
}
