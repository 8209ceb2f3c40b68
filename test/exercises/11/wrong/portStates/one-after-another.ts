/** Asks a port when the one before has answered. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async states(ports: readonly number[]): Promise<readonly PortState[]> {
    const states: PortState[] = [];
    for (const port of ports) states.push(await this.state(port));
    return states;
  }
}

export const portStates = portsAnswer(Wrong);
