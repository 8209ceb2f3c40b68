/** Sends the name without the greeting. */

import type { Socket } from 'wirebook';

export async function greet(connection: Socket, name: string): Promise<void> {
  await connection.sendAll(name);
  connection.close();
}
