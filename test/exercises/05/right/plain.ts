/** A right answer to exercise 05: a set of clients, and the one who takes a client out speaks last. */

import { type Socket, SocketError } from 'wirebook';
import { counterAnswer } from '../counter.ts';

export { hangUp } from '../counter.ts';

interface Ending {
  readonly text: string;
  readonly how: 'end' | 'reset';
}

export async function readToTheEnd(connection: Socket): Promise<Ending> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of connection) text += decoder.decode(chunk, { stream: true });
    return { text, how: 'end' };
  } catch (error) {
    if (!(error instanceof SocketError && error.code === 'ECONNRESET')) throw error;
    return { text, how: 'reset' };
  } finally {
    connection.close();
  }
}

export const openCounter = counterAnswer();
