/** Throws when its patience is over. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  const timer = setTimeout(() => connection.close(), patience);
  try {
    await Promise.try(() => connection.closeWrite()).catch(() => {});
    while ((await connection.recv()).length > 0);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('reset'))) throw error;
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
