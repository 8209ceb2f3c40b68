/** Sends the greeting once more, to be sure. */

import type { Socket } from 'wirebook';
import { greeting } from '../../right/plain.ts';

export async function greet(connection: Socket, name: string): Promise<void> {
  for (let time = 1; time <= 2; time += 1) await connection.sendAll(greeting(name));
  connection.close();
}
