/** Changes a forged value in place of refusing it. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  const safe = Object.entries(fields).map(([name, value]) => [name, value.replace(/[\r\n]/g, '')]);
  return right(status, Object.fromEntries(safe), body);
}
