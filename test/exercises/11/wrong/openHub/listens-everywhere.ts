/** Listens at every address. */

import { Hub, hubAnswer } from '../../hub.ts';

class Wrong extends Hub {
  override address(): string {
    return '0.0.0.0';
  }
}

export const openHub = hubAnswer(Wrong);
