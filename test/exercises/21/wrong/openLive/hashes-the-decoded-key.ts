/** Takes the key out of its Base64 before hashing. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override accept(key: string): string {
    return super.accept(Buffer.from(key, 'base64').toString('latin1'));
  }
}

export const openLive = liveAnswer(Wrong);
