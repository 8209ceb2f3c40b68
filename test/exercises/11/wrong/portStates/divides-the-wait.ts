/** Shares the wait among the ports. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async states(ports: readonly number[]): Promise<readonly PortState[]> {
    const each = new Ports(this.host, this.wait / Math.max(1, ports.length));
    return await each.states(ports);
  }
}

export const portStates = portsAnswer(Wrong);
