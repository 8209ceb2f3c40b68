/** Sets TCP_USER_TIMEOUT in seconds. */

import { SOL_TCP, TCP_USER_TIMEOUT } from 'wirebook';
import { Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override limitData(): void {
    this.socket.setsockopt(SOL_TCP, TCP_USER_TIMEOUT, this.seconds);
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
