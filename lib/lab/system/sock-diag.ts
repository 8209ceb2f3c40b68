/** Asks the kernel about sockets by their addresses, also after they were closed: `sock_diag(7)`. */

import { unpackIpv4, unpackIpv6 } from '../../socket/address/sockaddr.ts';
import {
  type Addrinfo,
  AF_INET,
  AF_INET6,
  NETLINK_SOCK_DIAG,
  type Socket,
  SocketError,
} from '../../socket/index.ts';
import {
  decodeTcpInfo,
  type TcpInfo,
  type TcpState,
  tcpState,
} from '../../socket/options/tcp-info.ts';
import { attributes, NetlinkSocket, NLM_F_DUMP } from './netlink.ts';
import { namespaceOf } from './own-sockets.ts';
import type { InetSocket } from './proc-net.ts';

const SOCK_DIAG_BY_FAMILY = 20;
const protocols = { tcp: 6, udp: 17 } as const;
/** Asks for what getsockopt(TCP_INFO) tells; its number as an attribute, and as a bit of a request. */
const INET_DIAG_INFO = 2;

/** Sizes of `struct inet_diag_req_v2` and `struct inet_diag_msg`, and the place of the addresses in both. */
const requestSize = 56;
const entrySize = 72;
const requestEnds = 8;
const entryEnds = 4;

/** A socket with what the kernel knows of its connection. */
export interface DiagSocket extends InetSocket {
  readonly info: TcpInfo | undefined;
}

/** The lines to hosts of labs that are open, by the numbers of their network namespaces. */
const hostLines = new Map<bigint, SockDiag>();

/** A line to the kernel's table of sockets. */
export class SockDiag implements Disposable {
  /** The name of the host that is asked; undefined for this machine. */
  readonly host: string | undefined;
  readonly #line: NetlinkSocket;
  readonly #namespace: bigint | undefined;
  #isClosed = false;

  /** @param lab the name of a host of a lab, and its socket of NETLINK_SOCK_DIAG; asks this machine unless given */
  constructor(lab?: {
    readonly host: string;
    readonly socket: Socket;
    /** True for a host in name alone: its sockets are this machine's own. */
    readonly isStandIn?: boolean;
  }) {
    this.host = lab?.host;
    this.#namespace = lab && !lab.isStandIn ? namespaceOf(lab.socket.fileno()) : undefined;
    this.#line = lab ? new NetlinkSocket(lab.socket) : NetlinkSocket.open(NETLINK_SOCK_DIAG);
    if (this.#namespace !== undefined) hostLines.set(this.#namespace, this);
  }

  /** The line to the host where a socket was made; undefined for one of this machine. */
  static ofHost(fd: number): SockDiag | undefined {
    const namespace = hostLines.size === 0 ? undefined : namespaceOf(fd);
    return namespace === undefined ? undefined : hostLines.get(namespace);
  }

  /** The state of a connection; `CLOSE` once the kernel has forgotten it. */
  stateOf(local: Addrinfo, remote: Addrinfo): TcpState | 'UNKNOWN' {
    // The lab is gone, and its hosts with all their sockets.
    if (this.#isClosed) return 'CLOSE';
    const request = packRequest(local.family, 'tcp');
    request.writeUInt16BE(local.ipPort, requestEnds);
    request.writeUInt16BE(remote.ipPort, requestEnds + 2);
    request.set(addressBytes(local), requestEnds + 4);
    request.set(addressBytes(remote), requestEnds + 20);
    request.fill(0xff, requestEnds + 40, requestEnds + 48); // no cookie
    try {
      const [found] = this.#line.request({
        ...{ type: SOCK_DIAG_BY_FAMILY, body: [request], what: 'look up a connection' },
      });
      const state = found === undefined ? 'CLOSE' : tcpState(found.body.readUInt8(1));
      // If the connection is gone, the kernel answers with the listener of its port.
      return state === 'LISTEN' ? 'CLOSE' : state;
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      return error.code === 'ENOENT' ? 'CLOSE' : 'UNKNOWN';
    }
  }

  /** All sockets of a protocol, IPv4 before IPv6. */
  table(protocol: 'tcp' | 'udp'): readonly DiagSocket[] {
    return [AF_INET, AF_INET6].flatMap((family) => {
      const request = packRequest(family, protocol);
      request.writeUInt8(1 << (INET_DIAG_INFO - 1), 2);
      const entries = this.#line.request({
        ...{ type: SOCK_DIAG_BY_FAMILY, flags: NLM_F_DUMP, body: [request] },
        what: `list the sockets of ${protocol}`,
      });
      return entries.map(({ body }) => unpackEntry(protocol, body));
    });
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    if (this.#namespace !== undefined) hostLines.delete(this.#namespace);
    this.#line[Symbol.dispose]();
  }
}

/** Packs a request for sockets in any state. */
function packRequest(family: number, protocol: keyof typeof protocols): Buffer {
  const packed = Buffer.alloc(requestSize);
  packed.writeUInt8(family, 0);
  packed.writeUInt8(protocols[protocol], 1);
  packed.writeUInt32LE(0xffff_ffff, 4);
  return packed;
}

function unpackEntry(protocol: 'tcp' | 'udp', entry: Buffer): DiagSocket {
  const unpack = entry.readUInt8(0) === AF_INET ? unpackIpv4 : unpackIpv6;
  const figures = entryEnds + 48;
  const info = attributes(entry.subarray(entrySize)).get(INET_DIAG_INFO);
  return {
    protocol,
    state: tcpState(entry.readUInt8(1)),
    localAddress: unpack(entry.subarray(entryEnds + 4, entryEnds + 20)),
    localPort: entry.readUInt16BE(entryEnds),
    remoteAddress: unpack(entry.subarray(entryEnds + 20, entryEnds + 36)),
    remotePort: entry.readUInt16BE(entryEnds + 2),
    // The kind of the timer, 0 for none; its time is in milliseconds.
    timer: entry.readUInt8(2) === 0 ? undefined : entry.readUInt32LE(figures) / 1000,
    receiveQueue: entry.readUInt32LE(figures + 4),
    sendQueue: entry.readUInt32LE(figures + 8),
    uid: entry.readUInt32LE(figures + 12),
    inode: entry.readUInt32LE(figures + 16),
    info: protocol === 'tcp' && info !== undefined ? decodeTcpInfo(info) : undefined,
  };
}

function addressBytes(address: Addrinfo): Uint8Array {
  const packed = address.toSockaddr();
  return address.family === AF_INET6 ? packed.subarray(8, 24) : packed.subarray(4, 8);
}
