/** Answers a taken port with a socket that is closed. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export function openServer(host: string, port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  try {
    listener.bind(Addrinfo.tcp(host, port));
    listener.listen();
  } catch {
    listener.close();
  }
  return listener;
}
