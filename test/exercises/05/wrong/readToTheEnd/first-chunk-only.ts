/** Takes the first chunk for all there is. */

import type { Socket } from 'wirebook';

export async function readToTheEnd(
  connection: Socket,
): Promise<{ text: string; how: 'end' | 'reset' }> {
  try {
    return { text: String(await connection.recv()), how: 'end' };
  } finally {
    connection.close();
  }
}
