/**
 * Others at a lesson's address: the same lesson open twice, mostly by accident, or another person's
 * on a machine that several share.
 */

import { coursePorts } from '../system/claimed-host.ts';
import { descriptors } from '../system/descriptors.ts';
import { type InetSocket, inetSockets, localEnd } from '../system/proc-net.ts';
import { nameOf } from '../system/users.ts';

/** Says under the calling cell that another process listens at the lesson's address. */
export function warnOfOtherNotebooks(host: string): void {
  const own = new Set(descriptors().map(({ socketInode }) => socketInode));
  const others = inetSockets('tcp')
    .filter(({ state, localAddress }) => state === 'LISTEN' && localAddress === host)
    .filter(({ localPort }) => localPort >= coursePorts.first && localPort <= coursePorts.last)
    .filter(({ inode }) => !own.has(inode));
  const byUser = Map.groupBy(others, ({ uid }) => uid);
  for (const [uid, sockets] of byUser) console.warn(warning(uid, sockets));
}

function warning(uid: number, sockets: readonly InetSocket[]): string {
  const where = sockets.map(localEnd).join(', ');
  if (uid === process.getuid?.()) {
    return (
      `Another notebook of this lesson is open, and listens at ${where}: ` +
      'where a cell here says EADDRINUSE, shut down that notebook’s kernel (menu Kernel) ' +
      'and run all cells here again'
    );
  }
  return (
    `${nameOf(uid)} has this lesson open on this machine, and listens at ${where}: ` +
    'a machine has each address once, so where a cell here says EADDRINUSE, wait for the end of ' +
    'that lesson, or work in a container of your own'
  );
}
