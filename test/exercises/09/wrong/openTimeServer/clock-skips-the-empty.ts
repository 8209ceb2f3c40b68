/** Takes an empty datagram for the end. */

import type { Addrinfo } from 'wirebook';
import { Clock, clockAnswer } from '../../clock.ts';

class Wrong extends Clock {
  override async reply(data: Buffer, from: Addrinfo): Promise<void> {
    if (data.length > 0) await super.reply(data, from);
  }
}

export const openTimeServer = clockAnswer(Wrong);
