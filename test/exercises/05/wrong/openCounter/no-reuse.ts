/** Restarts without SO_REUSEADDR. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

class Strict extends Counter {
  override prepare(_listener: Socket): void {}
}

export const openCounter = counterAnswer(Strict);
