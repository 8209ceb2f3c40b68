/** Gives the command to a shell as one text. */

import { spawn } from 'node:child_process';
import { childAnswer, KeptChild, type Spawned } from '../../child.ts';

class Wrong extends KeptChild {
  override spawn(command: readonly string[]): Spawned {
    const line = `exec ${command.join(' ')}`;
    return spawn('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  }
}

export const startChild = childAnswer(Wrong);
