/** Takes notes of any size. */

import { Store, storeAnswer } from '../store.ts';

export { encode, openDecoder } from '../right/plain.ts';

class Wrong extends Store {
  override checkSize(): void {}
}

export const openStore = storeAnswer(Wrong);
