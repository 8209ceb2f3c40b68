/** Closes while the greeting may still wait for its turn. */

import type { Socket } from 'wirebook';
import { greeting } from '../../right/plain.ts';

export async function greet(connection: Socket, name: string): Promise<void> {
  connection.sendAll(greeting(name)).catch(() => {});
  connection.close();
}
