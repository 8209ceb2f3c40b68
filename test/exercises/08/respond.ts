/** The answers of exercise 08. */

import { STATUS_CODES } from 'node:http';

export function respond(
  status: number,
  fields: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Uint8Array {
  const bytes = status === 204 ? Buffer.alloc(0) : Buffer.from(body);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`];
  for (const [name, value] of Object.entries(fields)) {
    if (!/^[a-z0-9-]+$/i.test(name) || /[\r\n]/.test(value)) throw new Error('No field');
    lines.push(`${name}: ${value}`);
  }
  if (status !== 204) lines.push(`Content-Length: ${bytes.length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]);
}
