/** The open sockets of a process, counted from outside. */

import { readdirSync, readlinkSync } from 'node:fs';
import { CheckError } from './client.ts';

/** Says that sockets are still open. */
export function stillOpen(count: number, when: string): string {
  const [present, past, it] = count === 1 ? ['is', 'was', 'it'] : ['are', 'were', 'them'];
  return `${when}${count} of your sockets ${when === '' ? present : past} still open; your code should have closed ${it}`;
}

/** Counts a process's sockets from outside, which its own code cannot influence. */
export function openSocketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return descriptorsIn(folder).filter((descriptor) => {
    try {
      return readlinkSync(`${folder}/${descriptor}`).startsWith('socket:');
    } catch (cause) {
      // The descriptor was closed since the folder was read.
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw new CheckError("The descriptors of the notebook's process cannot be seen", { cause });
    }
  }).length;
}

function descriptorsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new CheckError("The notebook's process has ended", { cause });
  }
}
