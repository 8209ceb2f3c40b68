/** Fails where a port is silent. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override failed(error: unknown): PortState {
    if (Object(error).code === 'ETIMEDOUT') throw error;
    return 'closed';
  }
}

export const portStates = portsAnswer(Wrong);
