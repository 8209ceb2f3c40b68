/** The bridge to `node:net`: the same connection, first by system calls, then as a stream. */

import {
  createServer,
  type Server as NetServer,
  type Socket as NetSocket,
  Socket as Stream,
} from 'node:net';
import { duplicate } from './creation.ts';
import { Socket } from './socket.ts';
import { coded } from './system/validate.ts';

/**
 * Hands a connected stream socket to Node: `net.Socket` reads, writes and closes it from now on, and
 * the socket counts as closed here.
 *
 * Fails with EBADF if it is closed. Node's own errors arrive as events of the stream.
 *
 * @example
 * const [left, right] = Socket.pair();
 * const stream = toNetSocket(left);
 * stream.end('Hello');
 * (await right.recvExact(5)).toString(); // => 'Hello'
 * right.close();
 */
export function toNetSocket(socket: Socket): NetSocket {
  return new Stream({ fd: socket.detach(), readable: true, writable: true });
}

/**
 * Hands a listening socket, or a server's, to Node: `net.Server` accepts from now on.
 *
 * Fails with EBADF if it is closed. Node's own errors arrive as events of the server.
 *
 * @example
 * const listening = new TcpServer({ host: '127.0.0.1', port: 0 }).socket;
 * const address = listening.localAddress;
 * const server = toNetServer(listening, (stream) => stream.end('from Node'));
 * using client = await TcpSocket.connect(address);
 * (await client.recvExact(9)).toString(); // => 'from Node'
 * server.close();
 */
export function toNetServer(
  listener: Socket | { readonly socket: Socket },
  onConnection?: (stream: NetSocket) => void,
): NetServer {
  const socket = 'socket' in listener ? listener.socket : listener;
  return createServer(onConnection).listen({ fd: socket.detach() });
}

/**
 * Takes the descriptor of a `net.Socket` or `net.Server` back: a copy of it, after which Node's
 * object is destroyed or closed without ending the connection.
 *
 * Fails with EBADF if Node has closed it. Raises ERR_INVALID_STATE while the stream holds bytes that
 * were received and not read, or has not yet sent all that was written: they would be lost. `drain`
 * and `finish` are its events that tell when it has.
 *
 * @example
 * const [left, right] = Socket.pair();
 * using again = fromNet(toNetSocket(left));
 * await again.send('Hello'); // => 5
 * right.close();
 */
export function fromNet(from: NetSocket | NetServer): Socket {
  if (from instanceof Stream && from.readableLength > 0) {
    refuse(`${from.readableLength} received bytes are unread`);
  }
  if (from instanceof Stream && from.writableLength > 0) {
    refuse(`${from.writableLength} bytes are not sent yet`);
  }
  if (from instanceof Stream && from.writableEnded && !from.writableFinished) {
    refuse('the end of the stream is not sent yet');
  }
  // Node has no public name for the descriptor of a stream; libuv's handle has carried it as `fd`
  // since Node 0.10, and the version of Node is pinned.
  const { _handle } = from as unknown as { readonly _handle?: { readonly fd?: number } | null };
  const fd = duplicate(_handle?.fd ?? -1);
  if (from instanceof Stream) from.destroy();
  else from.close();
  return Socket.fromFd(fd);
}

function refuse(reason: string): never {
  throw coded(new Error(`Cannot take the descriptor: ${reason}`), 'ERR_INVALID_STATE');
}
