/** Sets the option that it reads. */

import { SOL_TCP, TCP_NODELAY } from 'wirebook';
import { Reading, readingAnswer } from '../../options.ts';

class Wrong extends Reading {
  override noDelay(): boolean {
    const before = super.noDelay();
    this.socket.setsockopt(SOL_TCP, TCP_NODELAY, true);
    return before;
  }
}

export const describeOptions = readingAnswer(Wrong);
