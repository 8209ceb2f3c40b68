/** Passes on what a recv returned, whether it is a line or not. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async take(member: Member, piece: Buffer): Promise<void> {
    await this.pass(piece, member);
  }
}

export const openHub = hubAnswer(Wrong);
