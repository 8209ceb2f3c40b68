/** Keeps the rests of all clients in one buffer. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  rest: Buffer = Buffer.alloc(0);
  override async take(member: Member, piece: Buffer): Promise<void> {
    member.rest = this.rest;
    await super.take(member, piece);
    this.rest = member.rest;
  }
}

export const openHub = hubAnswer(Wrong);
