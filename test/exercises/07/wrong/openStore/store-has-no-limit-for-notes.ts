/** Takes notes of any size. */

import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override checkSize(): void {}
}

export const openStore = storeAnswer(Wrong);
