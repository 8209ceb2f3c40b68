/** Takes every error for a reset. */

import type { Socket } from 'wirebook';

export async function readToTheEnd(
  connection: Socket,
): Promise<{ text: string; how: 'end' | 'reset' }> {
  const chunks: Buffer[] = [];
  const done = (how: 'end' | 'reset') => ({ text: Buffer.concat(chunks).toString(), how });
  try {
    for await (const chunk of connection) chunks.push(chunk);
    return done('end');
  } catch {
    return done('reset');
  } finally {
    connection.close();
  }
}
