/** Puts the length before the fields. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  const [start = '', ...rest] = Buffer.from(right(status, fields, body))
    .toString('latin1')
    .split('\r\n');
  const at = rest.findIndex((line) => line.startsWith('Content-Length'));
  const lines = at < 0 ? rest : [...rest.splice(at, 1), ...rest];
  return Buffer.from([start, ...lines].join('\r\n'), 'latin1');
}
