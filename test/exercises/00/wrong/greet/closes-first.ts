/** Closes before it sends. */

import type { Socket } from 'wirebook';
import { greeting } from '../../right/plain.ts';

export async function greet(connection: Socket, name: string): Promise<void> {
  connection.close();
  await connection.sendAll(greeting(name));
}
