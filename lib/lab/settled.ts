/** Whether the connections that were seen have come to rest: no packet of theirs is under way. */

import type { OwnSocket } from './own-sockets.ts';
import { ownSockets } from './own-sockets.ts';
import { endpointText, type Packet } from './packet.ts';
import { type InetSocket, inetSockets, localEnd, remoteEnd } from './proc-net.ts';

/** States that the next packet ends. */
const passing: ReadonlySet<string> = new Set([
  'SYN_SENT',
  'SYN_RECV',
  'NEW_SYN_RECV',
  'FIN_WAIT1',
  'CLOSING',
  'LAST_ACK',
]);

/**
 * Whether the kernel's table shows every connection of these packets at rest: nothing is sent that
 * the other end has not acknowledged, and no end is gone that the other takes for alive. What the
 * kernel has dealt with has passed the tap before.
 */
export function areSettled(packets: readonly Packet[]): boolean {
  const seen = new Set(
    packets.flatMap(({ tcp, source, destination }) =>
      tcp ? [`${endpointText(source)} ${endpointText(destination)}`] : [],
    ),
  );
  if (seen.size === 0) return true;
  const table = new Map(inetSockets('tcp').map((socket) => [nameOf(socket), socket]));
  const open = new Set(ownSockets().map(portOf));
  return [...seen].every((ends) => {
    const socket = table.get(ends);
    if (!socket) return true;
    if (passing.has(socket.state)) return false;
    if (socket.state !== 'TIME_WAIT' && socket.sendQueue > 0) return false;
    const [from = '', to = ''] = ends.split(' ');
    const isAlone = socket.state === 'ESTABLISHED' && !table.has(`${to} ${from}`);
    // Between accept queue and program an end stands in no process, but it stands in the table.
    return !isAlone || !open.has(from);
  });
}

function nameOf(socket: InetSocket): string {
  return `${plain(localEnd(socket))} ${plain(remoteEnd(socket))}`;
}

function portOf({ local }: OwnSocket): string {
  return plain(String(local));
}

/** An IPv4 end of an IPv6 socket, as its packets name it. */
function plain(end: string): string {
  return end.replace(/^\[::ffff:([\d.]+)\]/, '$1');
}
