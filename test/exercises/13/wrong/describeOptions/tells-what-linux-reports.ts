/** Returns the sizes of the buffers as Linux reports them. */

import type { OptionName } from 'wirebook';
import { Reading, readingAnswer } from '../../options.ts';

class Wrong extends Reading {
  override room(name: OptionName<number>): number {
    return 2 * super.room(name);
  }
}

export const describeOptions = readingAnswer(Wrong);
