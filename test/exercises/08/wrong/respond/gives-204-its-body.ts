/** Sends a body with a 204. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  const answer = right(status, fields, body);
  return status === 204 ? Buffer.concat([answer, Buffer.from(body)]) : answer;
}
