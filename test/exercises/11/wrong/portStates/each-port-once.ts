/** Leaves out a port that stands in the list already. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async states(ports: readonly number[]): Promise<readonly PortState[]> {
    return await super.states([...new Set(ports)]);
  }
}

export const portStates = portsAnswer(Wrong);
