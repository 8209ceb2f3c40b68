/** Writes a length into a 204. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  if (status !== 204) return right(status, fields, body);
  return right(status, { ...fields, 'Content-Length': '0' }, '');
}
