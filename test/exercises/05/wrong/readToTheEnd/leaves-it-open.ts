/** Reads to the end, and keeps the descriptor. */

import { type Socket, SocketError } from 'wirebook';

export async function readToTheEnd(
  connection: Socket,
): Promise<{ text: string; how: 'end' | 'reset' }> {
  let text = '';
  try {
    for await (const chunk of connection) text += chunk;
    return { text, how: 'end' };
  } catch (error) {
    if (error instanceof SocketError && error.code === 'ECONNRESET') return { text, how: 'reset' };
    throw error;
  }
}
