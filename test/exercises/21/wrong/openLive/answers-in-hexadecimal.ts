/** Sends the hash in hexadecimal. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override accept(key: string): string {
    return Buffer.from(super.accept(key), 'base64').toString('hex');
  }
}

export const openLive = liveAnswer(Wrong);
