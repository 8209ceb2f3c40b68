/** Takes every error for a refusal. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override failed(): PortState {
    return 'closed';
  }
}

export const portStates = portsAnswer(Wrong);
