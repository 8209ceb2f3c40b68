/** Takes any name. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  const names = Object.keys(fields);
  const known = names.map((name, index) => [`N${index}`, fields[name] ?? '']);
  const answer = Buffer.from(right(status, Object.fromEntries(known), body)).toString('latin1');
  return Buffer.from(
    names.reduce((text, name, index) => text.replace(`\r\nN${index}: `, `\r\n${name}: `), answer),
    'latin1',
  );
}
