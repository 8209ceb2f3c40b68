/** Sets SO_REUSEPORT, so that two counters can be open at one port. */

import { SO_REUSEPORT, SOL_SOCKET, type Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

class Sharing extends Counter {
  override prepare(listener: Socket): void {
    listener.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
  }
}

export const openCounter = counterAnswer(Sharing);
