/** Takes what one recv returns for the whole stream. */

import type { Socket } from 'wirebook';

export async function copy(from: Socket, to: Socket): Promise<number> {
  const message = await from.recv();
  await to.sendAll(message);
  return message.length;
}
