/** A whole TCP server in one call. */

import type { Addrinfo } from './address/addrinfo.ts';
import { acceptLoop, warn } from './server.ts';
import { tcpServerSockets } from './server-sockets.ts';
import type { TcpServerOptions, TcpSocket } from './tcp.ts';

/** Options of {@link tcpServerLoop}. */
export interface ServerLoopOptions extends TcpServerOptions {
  /** The IP addresses to listen at; without them all addresses of this machine. */
  readonly hosts?: readonly string[] | undefined;
  /** Ends the loop: no more connections are taken. */
  readonly signal?: AbortSignal | undefined;
  /** Is called once with the addresses it listens at. */
  readonly onListening?: ((addresses: Addrinfo[]) => void) | undefined;
  /**
   * Is told what a handler failed with, and each error of accept that passes while the loop goes on.
   * Without it, warnings are printed: of handlers all, of accept the first of each code.
   */
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
  handle: (connection: TcpSocket) => Promise<void> | void,
  { hosts, signal, onListening, onError, ...options }: ServerLoopOptions = {},
): Promise<void> {
  using servers = new DisposableStack();
  const opened = tcpServerSockets(port, hosts === undefined ? options : { ...options, hosts });
  for (const server of opened) servers.use(server);
  const running = new Set<Promise<void>>();
  const serve = async (connection: TcpSocket): Promise<void> => {
    await using _closed = connection;
    try {
      await handle(connection);
    } catch (error) {
      (onError ?? warn)(error);
    }
  };
  onListening?.(opened.map((server) => server.localAddress));
  for await (const connection of acceptLoop(opened, { signal, onError })) {
    const serving = serve(connection).finally(() => running.delete(serving));
    running.add(serving);
  }
  servers.dispose();
  await Promise.all(running);
}
