/** Asks the kernel about one TCP connection by its addresses, also after it was closed: `sock_diag(7)`. */

import { type Addrinfo, AF_INET6, AF_NETLINK, SOCK_DGRAM, Socket } from '../socket/index.ts';
import { recv, send } from '../socket/libc.ts';
import { type TcpState, tcpState } from '../socket/tcp-info.ts';
import { Scope } from './scope.ts';
import { unobserved } from './unobserved.ts';

const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const IPPROTO_TCP = 6;
const HEADER = 16;
const REQUEST = 72;

/** A line to the kernel's table of sockets. */
export class SockDiag implements Disposable {
  readonly #socket = Scope.outside(() =>
    unobserved(() => new Socket(AF_NETLINK, SOCK_DGRAM, NETLINK_SOCK_DIAG)),
  );
  readonly #answer = Buffer.alloc(4096);

  /** The state of a connection; `CLOSE` once the kernel has forgotten it. */
  stateOf(local: Addrinfo, remote: Addrinfo): TcpState | 'UNKNOWN' {
    const fd = this.#socket.fileno();
    const request = packRequest(local, remote);
    // The kernel answers while it sends, so nothing has to be waited for.
    const length = unobserved(() => {
      const sent = send(fd, request, request.length, 0);
      return sent < 0 ? sent : recv(fd, this.#answer, this.#answer.length, 0);
    });
    if (length < HEADER + 4) return 'UNKNOWN';
    const isFound = this.#answer.readUInt16LE(4) === SOCK_DIAG_BY_FAMILY;
    const state = isFound ? tcpState(this.#answer.readUInt8(HEADER + 1)) : 'CLOSE';
    // Where the connection is gone, the kernel answers with the listener of its port.
    return state === 'LISTEN' ? 'CLOSE' : state;
  }

  [Symbol.dispose](): void {
    unobserved(() => this.#socket.close());
  }
}

function packRequest(local: Addrinfo, remote: Addrinfo): Buffer {
  const packed = Buffer.alloc(REQUEST);
  packed.writeUInt32LE(REQUEST, 0);
  packed.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
  packed.writeUInt16LE(NLM_F_REQUEST, 6);
  packed.writeUInt8(local.family, HEADER);
  packed.writeUInt8(IPPROTO_TCP, HEADER + 1);
  packed.writeUInt32LE(0xffff_ffff, HEADER + 4); // in any state
  packed.writeUInt16BE(local.ipPort, HEADER + 8);
  packed.writeUInt16BE(remote.ipPort, HEADER + 10);
  packed.set(addressBytes(local), HEADER + 12);
  packed.set(addressBytes(remote), HEADER + 28);
  packed.fill(0xff, HEADER + 48, HEADER + 56); // no cookie
  return packed;
}

function addressBytes(address: Addrinfo): Uint8Array {
  const packed = address.toSockaddr();
  return address.family === AF_INET6 ? packed.subarray(8, 24) : packed.subarray(4, 8);
}
