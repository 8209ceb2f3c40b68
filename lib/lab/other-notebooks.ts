/** Other notebooks at a lesson's address: the same lesson open twice, mostly by accident. */

import { descriptors } from './descriptors.ts';
import { inetSockets, localEnd } from './proc-net.ts';

/** The ports that stand in the texts. Others at lesson 00's address, 127.0.0.1, are anybody's. */
const COURSE_PORTS = { first: 4400, last: 4599 };

/** Says under the calling cell that another process listens at the lesson's address. */
export function warnOfOtherNotebooks(host: string): void {
  const own = new Set(descriptors().map(({ socketInode }) => socketInode));
  const others = inetSockets('tcp')
    .filter(({ state, localAddress }) => state === 'LISTEN' && localAddress === host)
    .filter(({ localPort }) => localPort >= COURSE_PORTS.first && localPort <= COURSE_PORTS.last)
    .filter(({ inode }) => !own.has(inode))
    .map(localEnd);
  if (others.length === 0) return;
  console.warn(
    `Another notebook of this lesson is open, and listens at ${others.join(', ')}: ` +
      'where a cell here says EADDRINUSE, shut down that notebook’s kernel (menu Kernel) ' +
      'and run all cells here again',
  );
}
