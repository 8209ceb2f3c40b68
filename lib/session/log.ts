import { writeSync } from 'node:fs';

/**
 * Writes a line to the kernel's own standard error, where the Jupyter server's log has it. Straight
 * to the descriptor: in a worker, `console` waits for a main thread that a cell may keep busy.
 */
export function log(message: string): void {
  try {
    writeSync(2, `wirebook kernel: ${message}\n`);
  } catch {
    // The log is on a full disk, or its reader is gone: a learner's cells must not end with it.
  }
}
