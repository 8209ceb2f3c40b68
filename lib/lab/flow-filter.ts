/** Which packets on the loopback interface belong to a lesson, and which to strangers. */

import { descriptors, isBaseline } from './descriptors.ts';
import { lessonHost } from './lesson-host.ts';
import { endpointText, type Packet } from './packet.ts';
import { type InetSocket, inetSockets, localEnd, remoteEnd } from './proc-net.ts';

/** Narrows a capture down. */
export interface FlowOptions {
  /** Only packets from or to this port. */
  readonly port?: number;
  /** Everything on the interface, whoever sent it. */
  readonly all?: boolean;
}

/** The loopback addresses that lessons have for themselves. */
const LESSON_ADDRESS = /^127\.0\.\d+\.1$/;

/**
 * A filter for packets that are seen from now on.
 *
 * Strangers are known by their sockets: whatever listens, or is connected, without belonging to the
 * code of the lesson when the capture begins. That way the sockets of the lesson may come and go
 * while it runs.
 */
export function flowFilter({ port, all = false }: FlowOptions): (packet: Packet) => boolean {
  if (all) return () => true;
  if (port !== undefined) {
    return ({ source, destination }) => source.port === port || destination.port === port;
  }
  const host = lessonHost();
  const strangers = strangersNow();
  return (packet) => {
    const ends = [packet.source, packet.destination];
    if (ends.some(({ address }) => address === host)) return true;
    if (ends.some(({ address }) => LESSON_ADDRESS.test(address) && address !== '127.0.0.1')) {
      return host === undefined && !isStranger(packet, strangers);
    }
    return !isStranger(packet, strangers);
  };
}

interface Strangers {
  /** `address:port` of listeners; with a wildcard address only `:port`. */
  readonly listeners: ReadonlySet<string>;
  readonly connections: ReadonlySet<string>;
}

function strangersNow(): Strangers {
  const mine = new Set(
    descriptors()
      .filter((descriptor) => !isBaseline(descriptor))
      .map(({ socketInode }) => socketInode),
  );
  const others = [...inetSockets('tcp'), ...inetSockets('udp')].filter(
    ({ inode }) => inode !== 0 && !mine.has(inode),
  );
  return {
    listeners: new Set(others.filter(({ remotePort }) => remotePort === 0).map(listenerKey)),
    connections: new Set(others.map((socket) => `${localEnd(socket)} ${remoteEnd(socket)}`)),
  };
}

function listenerKey(socket: InetSocket): string {
  const isWildcard = socket.localAddress === '0.0.0.0' || socket.localAddress === '::';
  return isWildcard ? `:${socket.localPort}` : localEnd(socket);
}

function isStranger(
  { source, destination }: Packet,
  { listeners, connections }: Strangers,
): boolean {
  const [from, to] = [endpointText(source), endpointText(destination)];
  return (
    [from, to, `:${source.port}`, `:${destination.port}`].some((end) => listeners.has(end)) ||
    connections.has(`${from} ${to}`) ||
    connections.has(`${to} ${from}`)
  );
}
