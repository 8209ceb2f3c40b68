/** Closes its socket unless the port is closed. */

import type { Socket } from 'wirebook';
import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override close(socket: Socket, state: string): void {
    if (state !== 'closed') socket.close();
  }
}

export const probe = proberAnswer(Wrong);
