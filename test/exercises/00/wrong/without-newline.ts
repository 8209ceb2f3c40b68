/** Forgets that a line has an end. */

import type { Socket } from 'wirebook';

export function greeting(name: string): string {
  return `Hello, ${name}!`;
}

export async function greet(connection: Socket, name: string): Promise<void> {
  await connection.sendAll(greeting(name));
  connection.close();
}
