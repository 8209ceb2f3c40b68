/** Takes a part of loopback for all of it. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override isOwn(address: string): boolean {
    return address.startsWith('127.0.') && super.isOwn(address);
  }
}

export const probe = proberAnswer(Wrong);
