/** Sends to all at the same time, and waits for the slowest. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async pass(line: Buffer, sender: Member): Promise<void> {
    const others = [...this.members].filter((other) => other !== sender);
    await Promise.all(others.map(({ socket }) => socket.sendAll(line).catch(() => {})));
  }
}

export const openHub = hubAnswer(Wrong);
