/** Observes a piece of code with three instruments at once. */

import { Addrinfo } from '../../socket/index.ts';
import { capture } from '../capture/capture-packets.ts';
import type { Tappable } from '../capture/link-tap.ts';
import { watchCalls } from '../syscalls/syscalls.ts';
import { namesOf, socketInodeOf } from '../system/own-sockets.ts';
import { SockDiag } from '../system/sock-diag.ts';
import { wallClockOrigin } from '../system/wall-clock.ts';
import { TcpWatch } from '../tcp/tcp-watch.ts';
import { settle } from '../tcp/timeline.ts';
import type { CalledSocket, ObservedCall } from './axis.ts';
import { Observation } from './observation.ts';

/** Which sockets to observe. */
export interface ObserveOptions {
  /** Only those with this port at either end. */
  readonly port?: number;
  /** A link of a lab, or a whole lab: its packets and its hosts are observed, a lane for each host. */
  readonly on?: Tappable;
}

/**
 * Runs `fn`, and shows on one axis of time the system calls of the course's sockets, the packets,
 * and the states of TCP: a lane for each end of a connection, with calls as marks, packets as arrows
 * and states as bands.
 *
 * A call stands at the time when it began, a packet when it was sent, a state when it was first
 * seen: after the call that changed it, or up to 2 ms after the packet. Calls are those made until
 * `fn` ends; packets and states are followed until the connections are at rest.
 *
 * Packets take the privilege CAP_NET_RAW, `packet(7)`, except on links of a lab. Without it the
 * calls and states are shown, and a line says so.
 *
 * @param fn the code to observe; it may be asynchronous
 * @example
 * const seen = await observe(async () => {
 *   using client = new Socket(AF_INET, SOCK_STREAM);
 *   await client.connect(Addrinfo.tcp(HOST, 4481));
 * });
 * seen.events.map(({ label }) => label); // ['socket(AF_INET, SOCK_STREAM)', 'connect(127.0.2.1:4481) EINPROGRESS', 'SYN seq 0', ...]
 */
export async function observe(
  fn: () => unknown,
  { port, on }: ObserveOptions = {},
): Promise<Observation> {
  const origin = wallClockOrigin();
  using watch = new TcpWatch();
  const calls: ObservedCall[] = [];
  const sockets = new Map<number, CalledSocket>();
  const inodes = new Map<number, number>();
  /** The socket that a call is about, with the addresses that it has by now. */
  const note = (fd: number, target?: Addrinfo): number | undefined => {
    // A closed descriptor has no inode any more.
    const inode = socketInodeOf(fd) ?? inodes.get(fd);
    if (inode === undefined) return undefined;
    inodes.set(fd, inode);
    // While a connection is under way its peer is known from the call alone.
    const { local, remote = target } = namesOf(fd);
    const before = sockets.get(inode);
    const host = before ? before.host : SockDiag.ofHost(fd)?.host;
    const isInet = before?.isInet || local?.isIp === true;
    const own = local?.isIp ? String(local) : before?.local;
    const peer = remote?.isIp ? String(remote) : before?.remote;
    sockets.set(inode, { host, isInet, local: own ?? '', remote: peer ?? '' });
    return inode;
  };
  // TCP does not pass through a relay that stands in for a link: its packets are on the loopback interface.
  const link = on?.relay ? undefined : on;
  const options = { ...(port === undefined ? {} : { port }), ...(link ? { on: link } : {}) };
  const packets = await capture(
    () =>
      watchCalls(fn, (call, { name, args, result, startedAt }) => {
        if (name.startsWith('epoll_')) return;
        const about = name === 'socket' ? result : args[0];
        if (typeof about !== 'number' || about < 0) return;
        const target = name === 'connect' && args[1] instanceof Uint8Array ? args[1] : undefined;
        const socket = note(about, target && Addrinfo.fromSockaddr(target));
        if (name.startsWith('accept') && result >= 0) note(result);
        if (name === 'close') inodes.delete(about);
        if (socket !== undefined) calls.push({ call, startedAt, socket });
      }),
    options,
  );
  await settle(watch);
  return new Observation({ calls, sockets, packets, watch, origin, ...options });
}
