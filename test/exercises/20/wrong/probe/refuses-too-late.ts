/** Opens a socket before it looks. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override async probe(address: string, port: number, timeout: number): Promise<string> {
    this.open(address).close();
    return await super.probe(address, port, timeout);
  }
}

export const probe = proberAnswer(Wrong);
