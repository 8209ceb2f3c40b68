/** Fails where a port is closed. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override failed(error: unknown): PortState {
    if (Object(error).code !== 'ETIMEDOUT') throw error;
    return 'silent';
  }
}

export const portStates = portsAnswer(Wrong);
