/** Is connected to the client that came first. */

import type { Addrinfo } from 'wirebook';
import { Clock, clockAnswer } from '../../clock.ts';

class Wrong extends Clock {
  #isConnected = false;

  override async reply(data: Buffer, from: Addrinfo): Promise<void> {
    if (!this.#isConnected) await this.socket.connect(from);
    this.#isConnected = true;
    await this.socket.send(this.line(this.answer(this.request(data))));
  }
}

export const openTimeServer = clockAnswer(Wrong);
