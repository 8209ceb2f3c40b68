/** Returns the states in the order of the numbers of the ports. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async states(ports: readonly number[]): Promise<readonly PortState[]> {
    return await super.states(ports.toSorted((a, b) => a - b));
  }
}

export const portStates = portsAnswer(Wrong);
