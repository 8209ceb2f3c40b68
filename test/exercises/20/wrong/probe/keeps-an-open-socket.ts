/** Closes its socket unless the port is open. */

import type { Socket } from 'wirebook';
import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override close(socket: Socket, state: string): void {
    if (state !== 'open') socket.close();
  }
}

export const probe = proberAnswer(Wrong);
