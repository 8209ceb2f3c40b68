/** Makes the greeting and closes, but sends nothing. */

import type { Socket } from 'wirebook';
import { greeting } from '../../right/plain.ts';

export async function greet(connection: Socket, name: string): Promise<void> {
  greeting(name);
  connection.close();
}
