/** Tells a time although keepalive is off. */

import { Reading, readingAnswer } from '../../options.ts';

class Wrong extends Reading {
  override isOn(): boolean {
    return true;
  }
}

export const describeOptions = readingAnswer(Wrong);
