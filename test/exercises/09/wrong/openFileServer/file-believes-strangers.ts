/** Takes acknowledgments from anybody. */

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
}

export const openFileServer = fileAnswer(Wrong);
