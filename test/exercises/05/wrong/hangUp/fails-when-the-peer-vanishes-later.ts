/** Catches the error of the half-close alone. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    connection.close();
  }, patience);
  try {
    connection.closeWrite();
  } catch {
    clearTimeout(timer);
    connection.close();
    return;
  }
  try {
    while ((await connection.recv()).length > 0);
  } catch (error) {
    if (!isOver) throw error;
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
