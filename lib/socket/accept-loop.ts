/** The loop at the heart of every server, over one listener or several. */

import { constants } from 'node:os';
import type { Addrinfo } from './addrinfo.ts';
import { SocketError } from './errors.ts';
import { POLLIN, poll } from './poll.ts';
import type { Socket } from './socket.ts';
import { type TcpServerOptions, tcpServerSockets } from './tcp.ts';

/** Failures of accept that concern one connection, and not the listener: the next may do better. */
const PASSING: ReadonlySet<string> = new Set(['EAGAIN', 'ECONNABORTED', 'EPERM', 'EPROTO']);

/**
 * Accepts connections from several listeners, as they come, until `signal` is aborted or all
 * listeners are closed. A connection that is not asked for stays in its queue.
 *
 * Fails as {@link Socket.accept} does.
 *
 * @param listeners listening sockets, or servers
 *
 * @example
 * const servers = tcpServerSockets(0, { hosts: ['127.0.0.1', '::1'] });
 * const clients = await Promise.all(servers.map((server) => TcpSocket.connect(server.localAddress)));
 * const families = new Set();
 * for await (const [connection, peer] of acceptLoop(servers)) {
 *   families.add(peer.family);
 *   connection.close();
 *   if (families.size === 2) break;
 * }
 * families; // => new Set([AF_INET, AF_INET6])
 * for (const socket of [...servers, ...clients]) socket.close();
 */
export async function* acceptLoop(
  listeners: Iterable<Socket | { readonly socket: Socket }>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<[connection: Socket, peer: Addrinfo], void, undefined> {
  const sockets = Array.from(listeners, (listener) =>
    'socket' in listener ? listener.socket : listener,
  );
  for (;;) {
    const open = sockets.filter((socket) => !socket.isClosed);
    if (open.length === 0 || signal?.aborted) return;
    for (const socket of await readable(open, signal)) {
      const accepted = await acceptReady(socket);
      if (accepted !== undefined) yield accepted;
      if (signal?.aborted) return;
    }
  }
}

/** How {@link tcpServerLoop} serves. */
export interface ServerLoopOptions extends TcpServerOptions {
  /** The IP addresses to listen at; without them all addresses of this machine. */
  readonly hosts?: readonly string[] | undefined;
  /** Ends the loop: no more connections are taken. */
  readonly signal?: AbortSignal | undefined;
  /** Is called once with the addresses it listens at. */
  readonly onListening?: ((addresses: Addrinfo[]) => void) | undefined;
  /** Is told what a handler failed with; without it, a warning is printed. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * A whole server in one call: listens over IPv4 and IPv6, accepts, and calls `handle` for each
 * connection, many at once. When a handler is done its connection is closed.
 *
 * Fails as {@link tcpServerSockets} does.
 *
 * @returns when `signal` is aborted and all handlers are done
 *
 * @example
 * const controller = new AbortController();
 * const { signal } = controller;
 * await tcpServerLoop(0, async (connection) => { await connection.sendAll('Welcome'); }, {
 *   hosts: ['127.0.0.1'],
 *   signal,
 *   onListening: async ([address]) => {
 *     if (address === undefined) return;
 *     using client = await TcpSocket.connect(address);
 *     await client.recvExact(7);
 *     controller.abort();
 *   },
 * });
 */
export async function tcpServerLoop(
  port: number,
  handle: (connection: Socket, peer: Addrinfo) => Promise<void> | void,
  { hosts, signal, onListening, onError = warn, ...options }: ServerLoopOptions = {},
): Promise<void> {
  using servers = new DisposableStack();
  const listening = tcpServerSockets(port, hosts === undefined ? options : { ...options, hosts });
  for (const server of listening) servers.use(server);
  const running = new Set<Promise<void>>();
  const serve = async (connection: Socket, peer: Addrinfo): Promise<void> => {
    await using _closed = connection;
    try {
      await handle(connection, peer);
    } catch (error) {
      onError(error);
    }
  };
  onListening?.(listening.map((server) => server.localAddress));
  for await (const [connection, peer] of acceptLoop(listening, { signal })) {
    const serving = serve(connection, peer).finally(() => running.delete(serving));
    running.add(serving);
  }
  servers.dispose();
  await Promise.all(running);
}

/** The listeners that have connections; none when the wait was ended. */
async function readable(sockets: readonly Socket[], signal?: AbortSignal): Promise<Socket[]> {
  try {
    const found = await poll(
      sockets.map((fd) => ({ fd, events: POLLIN })),
      { signal },
    );
    return found.map(({ request }) => request.fd);
  } catch (error) {
    // Closing a listener, or the signal, is how the loop ends.
    if (signal?.aborted || sockets.some((socket) => socket.isClosed)) return [];
    throw error;
  }
}

/** The connection that is ready; undefined if someone else took it, or it is gone. */
async function acceptReady(socket: Socket): Promise<[Socket, Addrinfo] | undefined> {
  try {
    return await socket.accept({ timeout: 0 });
  } catch (error) {
    if (error instanceof SocketError) {
      if (PASSING.has(error.code)) return undefined;
      if (socket.isClosed && error.errno === -constants.errno.EBADF) return undefined;
    }
    throw error;
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
