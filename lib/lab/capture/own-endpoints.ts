/** The ends of the sockets that this process has while something runs, and had in between. */

import type { Socket as Datagram } from 'node:dgram';
import diagnostics from 'node:diagnostics_channel';
import type { Socket as NetSocket } from 'node:net';
import type { Addrinfo, PeerEvent, SocketEvent } from '../../socket/index.ts';
import { formatAddress, formatEndpoint } from '../base/endpoint.ts';
import { namesOf, type OwnSocket, ownSockets, tcpInfoOf } from '../system/own-sockets.ts';

/** The peer of an end that hears from any peer. */
const anyEnd = 'anybody';

/**
 * Collects, from now on, the ends that this process has, each with its peer. The end alone would
 * not do: the kernel may give one port to several connections, if they go to different peers.
 */
export class OwnEndpoints {
  /** The peers of each end, such as `127.0.0.1:50112`. */
  readonly #peers = new Map<string, Set<string>>();
  readonly #unsubscribe: (() => void)[] = [];

  constructor() {
    this.#notePresent();
    // A socket that is opened and closed meanwhile leaves its ends in no table.
    for (const event of ['connect', 'accept']) {
      this.#on<PeerEvent>(`wirebook.socket.${event}`, ({ fd, peer }) => {
        this.#note({ fd, ...namesOf(fd) }, peer);
      });
    }
    this.#on<SocketEvent>('wirebook.socket.close', ({ fd }) => {
      this.#note({ fd, ...namesOf(fd) });
    });
    this.#on<{ socket: NetSocket }>('net.client.socket', ({ socket }) => {
      socket.once('connect', () => this.#noteNet(socket));
    });
    this.#on<{ socket: NetSocket }>('net.server.socket', ({ socket }) => this.#noteNet(socket));
    this.#on<{ socket: Datagram }>('udp.socket', ({ socket }) => {
      socket.once('listening', () => this.#add(formatAddress(socket.address()), anyEnd));
    });
  }

  /** Tells by its two ends whether a packet comes from or goes to an end collected so far. */
  filter(): (end: string, other: string) => boolean {
    this.#notePresent();
    const has = (end: string, other: string) => {
      const peers = this.#peers.get(end);
      return peers !== undefined && (peers.has(other) || peers.has(anyEnd));
    };
    return (end, other) => has(end, other) || has(other, end);
  }

  /** Stops collecting. */
  end(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #on<Message>(channel: string, take: (message: Message) => void): void {
    // The channel's documentation fixes the shape of its messages.
    const listener = (message: unknown) => take(message as Message);
    diagnostics.subscribe(channel, listener);
    this.#unsubscribe.push(() => diagnostics.unsubscribe(channel, listener));
  }

  #notePresent(): void {
    for (const socket of ownSockets()) this.#note(socket);
  }

  /** @param target its peer, where the kernel does not name it yet, or no longer */
  #note(
    { fd, local, remote }: Pick<OwnSocket, 'fd' | 'local' | 'remote'>,
    target?: Addrinfo,
  ): void {
    if (!local?.isIp || local.ipPort === 0) return;
    const end = endText(local.ipAddress, local.ipPort);
    const peer = remote ?? target;
    if (peer?.isIp && !peer.isUnspecified) this.#add(end, endText(peer.ipAddress, peer.ipPort));
    // A connection that was refused or reset has lost its peer, which was noted when it began.
    else if (!this.#peers.has(end) || hearsAnybody(fd)) this.#add(end, anyEnd);
  }

  #noteNet({ localAddress, localPort, remoteAddress, remotePort }: NetSocket): void {
    if (!localAddress || !localPort || !remoteAddress || !remotePort) return;
    this.#add(endText(localAddress, localPort), endText(remoteAddress, remotePort));
  }

  #add(end: string, peer: string): void {
    const peers = this.#peers.get(end) ?? new Set();
    this.#peers.set(end, peers.add(peer));
  }
}

/** An IPv4 address as packets have it, also where a socket of IPv6 names it, `::ffff:127.0.0.1`. */
export function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

function endText(address: string, port: number): string {
  return formatEndpoint(unmapped(address), port);
}

/** True for a socket without a peer: a listener, or a socket of datagrams. */
function hearsAnybody(fd: number): boolean {
  const info = tcpInfoOf(fd);
  return info === undefined || info.state === 'LISTEN';
}
