/** Makes text of each piece. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async take(member: Member, piece: Buffer): Promise<void> {
    await super.take(member, Buffer.from(String(piece)));
  }
}

export const openHub = hubAnswer(Wrong);
