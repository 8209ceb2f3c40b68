/** The address of the lesson that is open, which instruments look at unless told otherwise. */

import { type InetSocket, inetSockets, localEnd, remoteEnd } from './proc-net.ts';

let host: string | undefined;
let earlier: ReadonlySet<string> = new Set();

/** The loopback address of the lesson that was opened last. */
export function lessonHost(): string | undefined {
  return host;
}

/** Notes the address of the open lesson, and the connections that earlier runs have left. */
export function setLessonHost(address: string): void {
  host = address;
  earlier = new Set(inetSockets('tcp').filter(isOwnerless).map(ends));
}

/**
 * True for a connection that was over before the lesson was opened. TIME_WAIT keeps it in the kernel's
 * table for a minute, where the next run would find more rows than its cells made.
 */
export function isOfEarlierRun(socket: InetSocket): boolean {
  return isOwnerless(socket) && earlier.has(ends(socket));
}

function isOwnerless({ state, inode }: InetSocket): boolean {
  return inode === 0 && state === 'TIME_WAIT';
}

function ends(socket: InetSocket): string {
  return `${localEnd(socket)} ${remoteEnd(socket)}`;
}
