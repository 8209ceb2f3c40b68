/** Takes every socket that is writable for a connection. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override failed(error: unknown): PortState {
    return Object(error).code === 'ECONNREFUSED' ? 'open' : 'silent';
  }
}

export const portStates = portsAnswer(Wrong);
