/** Tries a silent port again. */

import { type PortState, Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async state(port: number): Promise<PortState> {
    const first = await super.state(port);
    return first === 'silent' ? await super.state(port) : first;
  }
}

export const portStates = portsAnswer(Wrong);
