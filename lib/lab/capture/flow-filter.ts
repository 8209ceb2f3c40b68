/** Tells the packets of a lesson on the loopback interface from those of other programs. */

import { Addrinfo } from '../../socket/index.ts';
import { lessonHost } from '../system/lesson-host.ts';
import { ownSockets } from '../system/own-sockets.ts';
import { type InetSocket, inetSockets } from '../system/proc-net.ts';
import { OwnEndpoints, unmapped } from './own-endpoints.ts';
import { type Endpoint, endpointText, type Packet } from './packet.ts';
import { dropFlows, type Flow, passPorts } from './packet-filter.ts';

/** Narrows a capture down. */
export interface FlowOptions {
  /** Only packets from or to this port. */
  readonly port?: number;
  /** Every packet on the interface, from any program. */
  readonly all?: boolean;
}

/** Says which packets belong to the lesson. */
export interface FlowWatch {
  /** A filter by the ends that are known so far. */
  filter(): (packet: Packet) => boolean;
  /** Ends the watch. The last filter stays as it is. */
  end(): void;
}

/** The address that the clients of all lessons have, and lesson 0. */
const sharedHost = '127.0.0.1';

/**
 * Watches this process from now on: packets belong to the lesson when their source or
 * destination is the lesson's address, or when a socket that this process had meanwhile is at the
 * one end and its peer at the other; with a port, when they are from or to this port,
 * unless that is at another lesson's address.
 */
export function watchFlows({ port, all = false }: FlowOptions): FlowWatch {
  if (all) return { filter: () => () => true, end: () => undefined };
  const endpoints = new OwnEndpoints();
  const filter = () => {
    const isOwnFlow = endpoints.filter();
    const host = lessonHost();
    const isHost = ({ address }: Endpoint) => address === host && host !== sharedHost;
    return ({ source, destination }: Packet) => {
      const ends = [source, destination];
      const isOwn = ends.some(isHost) || isOwnFlow(endpointText(source), endpointText(destination));
      if (port === undefined) return isOwn;
      return ends.some((end) => end.port === port && (isOwn || !isOfLesson(end)));
    };
  };
  return { filter, end: () => endpoints.end() };
}

/**
 * The packets that the kernel leaves out, so that strangers do not fill the room for packets: all
 * other ports, or else the connections that other processes have now.
 *
 * @returns the program, for the port that the tap itself uses; `undefined` where all is wanted
 */
export function kernelFilter({
  port,
  all = false,
}: FlowOptions): ((ownPort: number) => Buffer) | undefined {
  if (all) return undefined;
  if (port !== undefined) return (ownPort) => passPorts([port, ownPort]);
  return () => dropFlows(strangers());
}

/** The addresses 127.0.1.1 to 127.0.255.1: a lesson each; another second octet for each user. */
function isOfLesson({ address }: Endpoint): boolean {
  return /^127\.\d+\.[1-9]\d*\.1$/.test(address);
}

/** Connections with both ends on this machine and neither of them the lesson's. */
function strangers(): readonly Flow[] {
  const own = new Set(ownSockets().map(({ inode }) => inode));
  const host = lessonHost() ?? sharedHost;
  const all = inetSockets('tcp');
  const mine = new Set(all.filter(({ inode }) => own.has(inode)).flatMap(bothWays));
  return all
    .filter(({ state, remotePort }) => state === 'ESTABLISHED' && remotePort > 0)
    .filter((socket) => !bothWays(socket).some((ends) => mine.has(ends)))
    .filter(
      ({ localAddress, remoteAddress }) =>
        host === sharedHost || (localAddress !== host && remoteAddress !== host),
    )
    .map(flowOf);
}

function bothWays(socket: InetSocket): readonly string[] {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  const [local, remote] = [`${localAddress} ${localPort}`, `${remoteAddress} ${remotePort}`];
  return [`${local} ${remote}`, `${remote} ${local}`];
}

function flowOf({ localAddress, localPort, remoteAddress, remotePort }: InetSocket): Flow {
  const version = localAddress.includes(':') && !localAddress.startsWith('::ffff:') ? 6 : 4;
  return {
    version,
    source: { address: packedAddress(localAddress), port: localPort },
    destination: { address: packedAddress(remoteAddress), port: remotePort },
  };
}

function packedAddress(address: string): Uint8Array {
  const plain = unmapped(address);
  const packed = Addrinfo.tcp(plain, 0).toSockaddr();
  return plain.includes(':') ? packed.subarray(8, 24) : packed.subarray(4, 8);
}
