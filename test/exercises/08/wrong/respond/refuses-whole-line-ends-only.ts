/** Takes half a line end for harmless. */

import { respond as right } from '../../respond.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  const isForged = Object.values(fields).some((value) => value.includes('\r\n'));
  if (isForged) throw new Error('A line end');
  return Buffer.from(
    Object.entries(fields).reduce(
      (answer, [name, value]) => answer.replace(`\r\n${name}: \r\n`, `\r\n${name}: ${value}\r\n`),
      Buffer.from(right(status, blank(fields), body)).toString('latin1'),
    ),
    'latin1',
  );
}

function blank(fields: Fields): Fields {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, '']));
}
