/** Takes the address that means all. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override isOwn(address: string): boolean {
    return address === '0.0.0.0' || super.isOwn(address);
  }
}

export const probe = proberAnswer(Wrong);
