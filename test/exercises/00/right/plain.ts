/** A right answer to exercise 00, as the hints lead to it. */

import type { Socket } from 'wirebook';

export function greeting(name: string): string {
  return `Hello, ${name}!\n`;
}

export async function greet(connection: Socket, name: string): Promise<void> {
  await connection.sendAll(greeting(name));
  connection.close();
}
