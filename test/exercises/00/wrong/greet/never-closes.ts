/** Sends, and leaves the guest waiting. */

import type { Socket } from 'wirebook';
import { greeting } from '../../right/plain.ts';

export async function greet(connection: Socket, name: string): Promise<void> {
  await connection.sendAll(greeting(name));
}
