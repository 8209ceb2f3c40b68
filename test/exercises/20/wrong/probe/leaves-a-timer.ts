/** Has a timer that runs on. */

import type { Socket } from 'wirebook';
import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override close(socket: Socket): void {
    setTimeout(() => {}, 20_000);
    socket.close();
  }
}

export const probe = proberAnswer(Wrong);
