/** Sends an error to whoever else writes to its port. */

import { type Addrinfo, UdpSocket } from 'wirebook';
import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  readonly #clients = new WeakMap<UdpSocket, Addrinfo>();

  override async open(client: Addrinfo): Promise<UdpSocket> {
    const socket = new UdpSocket({ host: this.host, port: 0 });
    this.sockets.add(socket);
    this.#clients.set(socket, client);
    return socket;
  }

  override async refuse(socket: UdpSocket, code: number, client: Addrinfo): Promise<void> {
    await socket.sendTo(this.error(code), client);
  }

  override async sendBlock(socket: UdpSocket, number: number, block: Uint8Array): Promise<void> {
    const client = this.#clients.get(socket);
    if (client) await socket.sendTo(this.message(3, number, block), client);
  }

  override async receive(socket: UdpSocket, timeout: number): Promise<Buffer | undefined> {
    const deadline = performance.now() + timeout;
    for (;;) {
      const left = deadline - performance.now();
      const received = await socket.recvFrom(600, { timeout: left }).catch(() => undefined);
      const [data, from] = received ?? [];
      if (from === undefined || this.#clients.get(socket)?.equals(from)) return data;
      await socket.sendTo(this.error(5), from);
    }
  }
}

export const openFileServer = fileAnswer(Wrong);
