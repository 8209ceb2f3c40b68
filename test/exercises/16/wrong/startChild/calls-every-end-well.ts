/** Reports every status as 0. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override howOf(_code: number | null, signal: string | null): string {
    return signal ?? 'exit 0';
  }
}

export const startChild = childAnswer(Wrong);
