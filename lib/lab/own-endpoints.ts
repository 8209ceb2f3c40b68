/** The addresses of the sockets that this process has while something runs, and had in between. */

import type { Socket as Datagram } from 'node:dgram';
import diagnostics from 'node:diagnostics_channel';
import type { Socket as NetSocket } from 'node:net';
import { Socket, type SocketEvent } from '../socket/index.ts';
import { formatAddress, formatEndpoint } from './node-resources.ts';
import { ownSockets } from './own-sockets.ts';
import { unobserved } from './unobserved.ts';

/** Collects endpoints, such as `127.0.0.1:50112`, from now on. */
export class OwnEndpoints {
  readonly #ends = new Set<string>(present());
  readonly #unsubscribe: (() => void)[] = [];

  constructor() {
    // A socket that is opened and closed meanwhile leaves its address in no table.
    this.#on<SocketEvent>('wirebook.socket.close', ({ socket }) => {
      if (socket instanceof Socket) this.#add(() => String(socket.localAddress));
    });
    this.#on<{ socket: NetSocket }>('net.client.socket', ({ socket }) => {
      socket.once('connect', () => this.#addNet(socket));
    });
    this.#on<{ socket: NetSocket }>('net.server.socket', ({ socket }) => this.#addNet(socket));
    this.#on<{ socket: Datagram }>('udp.socket', ({ socket }) => {
      socket.once('listening', () => this.#add(() => formatAddress(socket.address())));
    });
  }

  /** All that was collected so far. */
  all(): ReadonlySet<string> {
    return new Set([...this.#ends, ...present()]);
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

  #addNet({ localAddress, localPort }: NetSocket): void {
    if (localAddress && localPort) this.#ends.add(formatEndpoint(localAddress, localPort));
  }

  #add(name: () => string): void {
    try {
      this.#ends.add(unobserved(name));
    } catch {
      // Never bound, or closed already: nothing can have come from there.
    }
  }
}

/** The Internet sockets that are open now. */
function present(): readonly string[] {
  return ownSockets().flatMap(({ local }) =>
    local?.isIp && local.ipPort > 0 ? [String(local)] : [],
  );
}
