/** Has the same words for every number. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  const answer = Buffer.from(right(status, fields, body)).toString('latin1');
  return Buffer.from(answer.replace(/^(\S+ \d+) .*/, '$1 OK'), 'latin1');
}
