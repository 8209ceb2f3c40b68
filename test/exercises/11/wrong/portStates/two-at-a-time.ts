/** Asks two ports at a time. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async states(ports: readonly number[]): Promise<readonly PortState[]> {
    const states: PortState[] = [];
    for (let at = 0; at < ports.length; at += 2) {
      states.push(...(await super.states(ports.slice(at, at + 2))));
    }
    return states;
  }
}

export const portStates = portsAnswer(Wrong);
