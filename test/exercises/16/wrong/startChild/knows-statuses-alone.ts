/** Reports a signal as a status. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override howOf(code: number | null): string {
    return `exit ${code}`;
  }
}

export const startChild = childAnswer(Wrong);
