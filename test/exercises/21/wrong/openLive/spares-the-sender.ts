/** Does not send a text back to its sender. */

import type { TcpSocket } from 'wirebook';
import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override heard(client: TcpSocket, text: string): void {
    const others = [...this.live].filter((other) => other !== client);
    for (const other of others) other.sendAll(this.frameOf(text)).catch(() => {});
  }
}

export const openLive = liveAnswer(Wrong);
