/** Makes text of each chunk, and so spoils characters that arrive in pieces. */

import { type Socket, SocketError } from 'wirebook';

export async function readToTheEnd(
  connection: Socket,
): Promise<{ text: string; how: 'end' | 'reset' }> {
  let text = '';
  try {
    for await (const chunk of connection) text += chunk;
    return { text, how: 'end' };
  } catch (error) {
    if (!(error instanceof SocketError && error.code === 'ECONNRESET')) throw error;
    return { text, how: 'reset' };
  } finally {
    connection.close();
  }
}
