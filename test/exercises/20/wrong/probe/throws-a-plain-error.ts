/** Throws an error of another kind. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override refuse(address: string): void {
    throw new Error(`${address} is not loopback`);
  }
}

export const probe = proberAnswer(Wrong);
