/** The sockets of `lib/socket`, as resources of a scope. */

import {
  AF_INET,
  AF_INET6,
  SO_ACCEPTCONN,
  SO_DOMAIN,
  SO_LINGER,
  SO_REUSEADDR,
  SO_TYPE,
  SOCK_STREAM,
  SOL_SOCKET,
  SOL_TCP,
  type Socket,
  TCP_INFO,
} from '../../socket/index.ts';
import { decodeTcpInfo, type TcpState } from '../../socket/options/tcp-info.ts';
import {
  type Resource,
  type ResourceKind,
  ResourceScope,
  type Traffic,
} from '../base/resource-scope.ts';
import { untraced } from '../base/untraced.ts';

/** A resource with a function that announces its end. */
export interface OwnResource extends Resource {
  /** Notes that accept() returned it. */
  accepted(): void;
  /** Notes the last figures, just before the socket is closed. */
  closing(): void;
}

/** The states of a connection after the peer's FIN. */
const afterPeersEnd: ReadonlySet<TcpState> = new Set([
  'CLOSE_WAIT',
  'LAST_ACK',
  'CLOSING',
  'TIME_WAIT',
]);

/** Describes a socket of ours. */
export function socketResource(socket: Socket): OwnResource {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const inScope = ResourceScope.current() !== undefined;
  let isAccepted = false;
  let last: { readonly where: string; readonly bytes: Traffic | undefined } | undefined;
  const where = () => last?.where ?? untraced(() => addresses(socket));
  const bytes = () => (last ? last.bytes : untraced(() => traffic(socket)));
  return {
    get kind() {
      return isAccepted ? 'connection' : untraced(() => kindOf(socket));
    },
    where,
    bytes,
    close: () => socket.close(),
    abandon: () => {
      if (isInternetStream(socket)) {
        socket.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
      }
      socket.close();
    },
    closed,
    accepted() {
      isAccepted = true;
    },
    closing() {
      if (inScope) last = { where: where(), bytes: bytes() };
      resolve();
    },
  };
}

/**
 * Lets a TCP socket bind a port that an earlier connection still blocks in TIME_WAIT, so that a cell
 * can be run again. It never lets two sockets listen.
 */
export function allowRebind(socket: Socket): void {
  if (isInternetStream(socket)) socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
}

function isInternetStream(socket: Socket): boolean {
  const domain = socket.getsockopt(SOL_SOCKET, SO_DOMAIN);
  return (domain === AF_INET || domain === AF_INET6) && isStream(socket);
}

/** True for a socket that passes a stream of bytes. */
export function isStream(socket: Socket): boolean {
  return socket.getsockopt(SOL_SOCKET, SO_TYPE) === SOCK_STREAM;
}

function kindOf(socket: Socket): ResourceKind {
  if (socket.isClosed || !isStream(socket)) return 'socket';
  if (socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)) return 'listener';
  return hasPeer(socket) ? 'client' : 'socket';
}

function addresses(socket: Socket): string {
  const local = attempt(() => String(socket.localAddress));
  const remote = attempt(() => String(socket.remoteAddress));
  return [local, remote].filter(Boolean).join(' ⇄ ');
}

function hasPeer(socket: Socket): boolean {
  return attempt(() => socket.remoteAddress) !== undefined;
}

function traffic(socket: Socket): Traffic | undefined {
  return attempt(() => {
    const info = decodeTcpInfo(socket.getsockopt(SOL_TCP, TCP_INFO));
    // The peer's FIN has a place in the sequence of bytes, and Linux counts it as one.
    const ended = afterPeersEnd.has(info.state) ? 1 : 0;
    return { received: info.bytesReceived - ended, sent: info.bytesSent };
  });
}

/** The answer of the system, or `undefined` where this socket cannot have it. */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    // Not connected, not TCP, or closed: then there is nothing to tell.
    return undefined;
  }
}
