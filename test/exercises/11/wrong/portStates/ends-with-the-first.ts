/** Takes all for silent that answer after the first. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async states(ports: readonly number[]): Promise<readonly PortState[]> {
    const asked = ports.map((port) => this.state(port));
    await Promise.race(asked);
    const late = Promise.resolve<PortState>('silent');
    return await Promise.all(asked.map((state) => Promise.race([state, late])));
  }
}

export const portStates = portsAnswer(Wrong);
