/** Ends the line as Windows does. */

import type { Socket } from 'wirebook';

export function greeting(name: string): string {
  return `Hello, ${name}!\r\n`;
}

export async function greet(connection: Socket, name: string): Promise<void> {
  await connection.sendAll(greeting(name));
  connection.close();
}
