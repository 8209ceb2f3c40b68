/** Takes what one recv returns for the whole stream. */

import type { Socket } from 'wirebook';

export { openRelay, readExactly } from '../right/plain.ts';

export async function copy(from: Socket, to: Socket): Promise<number> {
  const message = await from.recv();
  await to.sendAll(message);
  return message.length;
}
