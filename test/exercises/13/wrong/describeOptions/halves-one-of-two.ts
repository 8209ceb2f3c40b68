/** Halves the size of one buffer alone. */

import { type OptionName, SO_SNDBUF } from 'wirebook';
import { Reading, readingAnswer } from '../../options.ts';

class Wrong extends Reading {
  override room(name: OptionName<number>): number {
    return name === SO_SNDBUF ? 2 * super.room(name) : super.room(name);
  }
}

export const describeOptions = readingAnswer(Wrong);
