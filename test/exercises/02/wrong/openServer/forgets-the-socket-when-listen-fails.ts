/** Closes the socket when bind fails, and forgets it when listen does. */

import { Addrinfo, AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from 'wirebook';

export function openServer(host: string, port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  try {
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    listener.bind(Addrinfo.tcp(host, port));
  } catch (error) {
    listener.close();
    throw error;
  }
  listener.listen();
  return listener;
}
