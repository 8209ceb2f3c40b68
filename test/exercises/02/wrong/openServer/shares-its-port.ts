/** Sets SO_REUSEPORT, with which a second server takes half of the clients. */

import { Addrinfo, AF_INET, SO_REUSEPORT, SOCK_STREAM, SOL_SOCKET, Socket } from 'wirebook';

export function openServer(host: string, port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  try {
    listener.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
    listener.bind(Addrinfo.tcp(host, port));
    listener.listen();
    return listener;
  } catch (error) {
    listener.close();
    throw error;
  }
}
