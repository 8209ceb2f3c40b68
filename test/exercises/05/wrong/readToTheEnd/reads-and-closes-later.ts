/** Returns the text first, and closes a moment later. */

import { type Socket, SocketError } from 'wirebook';

export async function readToTheEnd(
  connection: Socket,
): Promise<{ text: string; how: 'end' | 'reset' }> {
  const chunks: Buffer[] = [];
  const done = (how: 'end' | 'reset') => ({ text: Buffer.concat(chunks).toString(), how });
  try {
    for await (const chunk of connection) chunks.push(chunk);
    return done('end');
  } catch (error) {
    if (!(error instanceof SocketError && error.code === 'ECONNRESET')) throw error;
    return done('reset');
  } finally {
    setTimeout(() => connection.close(), 1500);
  }
}
