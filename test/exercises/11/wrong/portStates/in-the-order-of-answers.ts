/** Lists the states as they come. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async states(ports: readonly number[]): Promise<readonly PortState[]> {
    const states: PortState[] = [];
    await Promise.all(ports.map(async (port) => states.push(await this.state(port))));
    return states;
  }
}

export const portStates = portsAnswer(Wrong);
