/** Reads all of what is too much before it says so. */

import { Counter, counterAnswer } from '../../counter.ts';

class Patient extends Counter {
  override isTooMuch(_bytes: number): boolean {
    return false;
  }
}

export const openCounter = counterAnswer(Patient);
