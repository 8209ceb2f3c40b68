/** Has no group for the child. */

import { spawn } from 'node:child_process';
import { childAnswer, KeptChild, type Spawned } from '../../child.ts';

class Wrong extends KeptChild {
  override spawn([file = '', ...args]: readonly string[]): Spawned {
    return spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  }
}

export const startChild = childAnswer(Wrong);
