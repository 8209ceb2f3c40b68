/** Sends the name without the greeting. */

import type { Socket } from 'wirebook';

export { greeting } from '../right/plain.ts';

export async function greet(connection: Socket, name: string): Promise<void> {
  await connection.sendAll(name);
  connection.close();
}
