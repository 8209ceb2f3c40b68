/** Returns when the whole wait is over. */

import { setTimeout as delay } from 'node:timers/promises';
import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async states(ports: readonly number[]): Promise<readonly PortState[]> {
    const [states] = await Promise.all([super.states(ports), delay(this.wait)]);
    return states;
  }
}

export const portStates = portsAnswer(Wrong);
