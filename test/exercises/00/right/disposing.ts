/** A right answer to exercise 00: joined text, bytes, and a connection that closes itself. */

import type { Socket } from 'wirebook';

export const greeting = (name: string): string => ['Hello, ', name, '!', '\n'].join('');

export async function greet(connection: Socket, name: string): Promise<void> {
  await using guest = connection;
  const bytes = Buffer.from(greeting(name));
  for (let sent = 0; sent < bytes.length; ) sent += await guest.send(bytes.subarray(sent));
}
